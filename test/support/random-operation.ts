import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** A number in [0, 1). */
export type Random = () => number;

export interface Pools {
  /** Ids, cursors, keys and names that mean something, and some that do not. */
  readonly strings: readonly string[];
}

const INTS = [-2147483648, -1, 0, 1, 2, 3, 5, 10, 100, 101, 1000, 2147483647];
const FLOATS = [-1, 0, 0.5, 1, 1e-9, 1e300];

/** A valid operation of random shape: every field and argument of the schema comes up, arguments with any value of their type. */
export function randomOperation(
  kind: "query" | "mutation",
  root: GraphQLNamedType,
  pools: Pools,
  random: Random,
): string {
  return `${kind} ${selection(root, 4, pools, random)}`;
}

function selection(type: GraphQLNamedType, depth: number, pools: Pools, random: Random): string {
  if (isAbstractType(type)) return "{ __typename id }";
  if (!isObjectType(type)) return "";
  const all = Object.values(type.getFields());
  const usable = all.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
  const count = 1 + Math.floor(random() * 3);
  const chosen = new Set(Array.from({ length: count }, () => pick(usable, random)));
  const fields = [...chosen].flatMap((field) => {
    if (!field) return [];
    const given = field.args.flatMap((argument) => {
      const needed = isNonNullType(argument.type) && argument.defaultValue === undefined;
      return needed || random() < 0.5 ? [`${argument.name}: ${literal(argument.type, pools, random)}`] : [];
    });
    const named: GraphQLOutputType & GraphQLNamedType = getNamedType(field.type);
    return `${field.name}${given.length > 0 ? `(${given.join(", ")})` : ""} ${selection(named, depth - 1, pools, random)}`;
  });
  return `{ __typename ${fields.join(" ")} }`;
}

function literal(type: GraphQLInputType, pools: Pools, random: Random): string {
  if (!isNonNullType(type) && random() < 0.15) return "null";
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const length = Math.floor(random() * 4);
    return `[${Array.from({ length }, () => literal(inner.ofType as GraphQLInputType, pools, random)).join(", ")}]`;
  }
  if (isEnumType(inner)) return pick(inner.getValues(), random)?.name ?? "null";
  if (isInputObjectType(inner)) {
    const members = Object.values(inner.getFields()).flatMap((field) => {
      const needed = isNonNullType(field.type) && field.defaultValue === undefined;
      return needed || random() < 0.4 ? [`${field.name}: ${literal(field.type, pools, random)}`] : [];
    });
    return `{ ${members.join(", ")} }`;
  }
  return scalar(getNamedType(inner).name, pools, random);
}

function scalar(name: string, pools: Pools, random: Random): string {
  switch (name) {
    case "Int":
      return String(pick(INTS, random));
    case "Float":
      return String(pick(FLOATS, random));
    case "Boolean":
      return String(random() < 0.5);
    case "DateTime":
      return random() < 0.5 ? `"2026-01-01T00:30:00Z"` : `"0001-01-01T00:00:00+14:00"`;
    case "JSON":
      return pick(["1", `"a"`, "true", "null", "[1, true]", "{ a: 1 }"], random) ?? "null";
    case "JSONObject":
      return pick(["{}", "{ a: 1 }", `{ a: [true, { b: "x" }] }`, "{ __proto__: { a: 1 } }"], random) ?? "{}";
    default:
      return JSON.stringify(pick(pools.strings, random) ?? "");
  }
}

function pick<T>(from: readonly T[], random: Random): T | undefined {
  return from[Math.floor(random() * from.length)];
}
