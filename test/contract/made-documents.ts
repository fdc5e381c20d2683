import fc from "fast-check";
import { isWellFormed } from "../../src/database/text-encoding.js";
import type { EmbeddedDocument, JsonObject, JsonValue } from "../../src/store/document.js";
import type { DocumentFilter, FieldCondition, FilterScalar } from "../../src/store/document-filter.js";

/** Reproducible numbers between -1 and 1 (a linear congruential generator: enough for test vectors). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function unitVector(dimension: number, next: () => number): Float32Array {
  const vector = Float32Array.from({ length: dimension }, next);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export function madeDocument(
  key: string,
  vector: Float32Array,
  parts: Partial<EmbeddedDocument> = {},
): EmbeddedDocument {
  return {
    key,
    title: `title of ${key}`,
    text: `text of ${key}`,
    url: null,
    publishedAt: null,
    fields: {},
    ...parts,
    vector,
  };
}

/** Texts that break whoever builds statements from them, cuts at NUL, or sorts by UTF-16. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "'",
    '"',
    "''; drop table documents; --",
    "a'b\"c`d\\e",
    "\u0000",
    "a\u0000b",
    "a\u0000c",
    "\u0001",
    "\u0001\u0001",
    "__proto__",
    "constructor",
    "toString",
    "😀",
    "\uffff",
    "é",
    "e\u0301",
    "\u2028",
    "%",
    "_",
    "$",
    "$.a",
    "[0]",
    "a.b",
    "1",
    "true",
    "null",
    "?1",
    ":name",
    "[1,2]",
    '{"a":1}',
  ),
  fc.string({ unit: fc.constantFrom("a", "b", "'", '"', "\\", "\u0000", "😀", "\uffff", "\n"), maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 6 }).filter(isWellFormed),
);

/** Few names, so that conditions often meet a field. */
const fieldName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "__proto__", "it's", "a\u0000b", "a\u0000", "") },
  hostileText,
);

const number = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -1,
    0.1,
    0.30000000000000004,
    2 ** 53,
    2 ** 60,
    2 ** 63,
    -(2 ** 63),
    1e21,
    5e-324,
    Number.MAX_VALUE,
    1.5,
  ),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar: fc.Arbitrary<FilterScalar> = fc.oneof(number, fc.boolean(), hostileText);
const jsonValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 3,
    arbitrary: fc.array(fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 })), { maxLength: 4 }),
  },
  { weight: 1, arbitrary: fc.dictionary(fieldName, scalar, { maxKeys: 2 }) },
);

/** An object as JSON.parse makes it: `__proto__` is a member like any other. */
export const fields: fc.Arbitrary<JsonObject> = fc
  .uniqueArray(fc.tuple(fieldName, jsonValue), { selector: ([name]) => name, maxLength: 4 })
  .map(
    (members) =>
      JSON.parse(
        `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`,
      ) as JsonObject,
  );

const condition = (name: fc.Arbitrary<string>, value: fc.Arbitrary<FilterScalar>): fc.Arbitrary<FieldCondition> =>
  fc.oneof(
    fc.record({ field: name, op: fc.constantFrom("EQ" as const, "NE" as const, "CONTAINS" as const), value }),
    fc.record({
      field: name,
      op: fc.constantFrom("LT" as const, "LE" as const, "GT" as const, "GE" as const),
      value: value.filter((one) => typeof one !== "boolean"),
    }),
    fc.record({ field: name, op: fc.constant("IN" as const), value: fc.array(value, { minLength: 1, maxLength: 4 }) }),
  );

function scalarsIn(value: JsonValue): FilterScalar[] {
  if (value === null) return [];
  if (typeof value !== "object") return [value];
  return Object.values(value as Record<string, JsonValue>).flatMap(scalarsIn);
}

/** Filters over the names, values, keys and dates that the documents have, mixed with others. */
export function filterFor(documents: readonly EmbeddedDocument[]): fc.Arbitrary<DocumentFilter> {
  const own = (values: FilterScalar[]): fc.Arbitrary<FilterScalar> =>
    values.length === 0 ? scalar : fc.oneof(fc.constantFrom(...values), scalar);
  const names = [...new Set(documents.flatMap((document) => Object.keys(document.fields)))];
  const anyName =
    names.length === 0 ? fieldName : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, fieldName);
  const conditions = fc.array(condition(anyName, own(documents.flatMap((document) => scalarsIn(document.fields)))), {
    maxLength: 3,
  });
  const dates = documents.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [publishedAt]));
  const date = dates.length === 0 ? fc.integer() : fc.oneof(fc.constantFrom(...dates), fc.integer());
  const key = fc.oneof(fc.constantFrom(...documents.map((document) => document.key)), hostileText);
  return fc.record(
    {
      all: conditions,
      any: conditions,
      keys: fc.array(key, { maxLength: 8 }),
      publishedAfter: date,
      publishedBefore: date,
    },
    { requiredKeys: [] },
  );
}
