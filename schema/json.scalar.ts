import { GraphQLError, GraphQLScalarType, Kind, type ObjectValueNode, type ValueNode } from "graphql";

import type { JsonObject, JsonValue } from "../src/store/document.js";

/** What nests deeper could overflow the stack of whoever walks it. */
const MAX_DEPTH = 64;

export const Json = new GraphQLScalarType<JsonValue>({
  name: "JSON",
  description: "Any JSON value.",
  serialize: (value) => value as JsonValue,
  parseValue: (value) => refuseDeep(value as JsonValue),
  parseLiteral: (node, variables) => valueOf(node, variables, MAX_DEPTH),
});

export const JsonObjectScalar = new GraphQLScalarType<JsonObject>({
  name: "JSONObject",
  description: "A JSON object.",
  serialize: (value) => value as JsonObject,
  parseValue(value) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return refuseDeep(value as JsonObject);
    throw new GraphQLError("JSONObject must be an object");
  },
  parseLiteral(node, variables) {
    if (node.kind === Kind.OBJECT) return objectOf(node, variables, MAX_DEPTH);
    throw new GraphQLError("JSONObject must be an object", { nodes: node });
  },
});

function refuseDeep<T extends JsonValue>(value: T): T {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new GraphQLError(`JSON nests deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return value;
}

type Variables = Record<string, unknown> | null | undefined;

function valueOf(node: ValueNode, variables: Variables, depth: number): JsonValue {
  switch (node.kind) {
    case Kind.STRING:
      return node.value;
    case Kind.ENUM:
      throw new GraphQLError(`JSON has no value ${node.value}; put it in quotes`, { nodes: node });
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return (variables?.[node.name.value] ?? null) as JsonValue;
    case Kind.LIST:
      return node.values.map((item) => valueOf(item, variables, deeper(depth, node)));
    case Kind.OBJECT:
      return objectOf(node, variables, depth);
  }
}

function objectOf(node: ObjectValueNode, variables: Variables, depth: number): JsonObject {
  const below = deeper(depth, node);
  // Object.fromEntries defines members, so a name like __proto__ stays a plain member for whoever validates it.
  return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, valueOf(value, variables, below)]));
}

function deeper(depth: number, node: ValueNode): number {
  if (depth > 0) return depth - 1;
  throw new GraphQLError(`JSON nests deeper than ${MAX_DEPTH} levels`, { nodes: node });
}
