import { describe, expect, it } from "vitest";

import { cleanFields } from "../../src/services/document-fields.js";
import { checkDocument } from "../../src/store/check-document.js";
import type { JsonObject } from "../../src/store/document.js";
import { jsonFault } from "../../src/store/json-fault.js";

const nested = (levels: number): JsonObject => (levels === 1 ? {} : { a: nested(levels - 1) });
const document = (fields: JsonObject) => ({
  key: "k",
  title: "",
  text: "",
  url: null,
  publishedAt: null,
  fields,
  vector: Float32Array.of(1),
});

describe("what JSON cannot hold is found with its place", () => {
  it.each<[string, unknown, { path: string; fault: string }]>([
    ["a lone surrogate", { a: ["x", "\ud800"] }, { path: "fields.a[1]", fault: "has a lone surrogate" }],
    ["a name with one", { a: { "\udc00": 1 } }, { path: "fields.a", fault: "has a name with a lone surrogate" }],
    ["infinity", { a: { b: [[Infinity]] } }, { path: "fields.a.b[0][0]", fault: "is not a finite number" }],
    ["undefined", { a: undefined }, { path: "fields.a", fault: "is a undefined, which JSON cannot hold" }],
    ["depth", nested(4), { path: "fields.a.a.a", fault: "nests deeper than 3 levels" }],
    ["depth of lists", { a: [[[]]] }, { path: "fields.a[0][0]", fault: "nests deeper than 3 levels" }],
  ])("%s", (_name, fields, expected) => {
    const fault = jsonFault(fields as JsonObject, "fields", { maxDepth: expected.path.includes(".b[") ? 9 : 3 });
    expect(fault).toEqual(expected);
  });

  it("and nothing else", () => {
    const fields = { a: [1, -0, "😀", null, true, { "": {} }], constructor: "x" };
    expect(jsonFault(fields, "fields", { maxDepth: 4 })).toBeNull();
    expect(jsonFault(fields, "fields", { maxDepth: 4, refusedNames: new Set(["constructor"]) })).toEqual({
      path: "fields",
      fault: "has a member named constructor, which is not allowed",
    });
  });
});

it("the API keeps fields of up to 32 levels, a store of up to 64, and both say where the fault is", () => {
  expect(cleanFields(nested(32))).toEqual(nested(32));
  expect(() => cleanFields(nested(33))).toThrow("nests deeper than 32 levels");
  expect(() => cleanFields({ a: { b: NaN } })).toThrow("fields.a.b is not a finite number.");
  expect(() => cleanFields([] as unknown as JsonObject)).toThrow("fields is not an object.");
  checkDocument(document(nested(64)), 1);
  expect(() => checkDocument(document(nested(65)), 1)).toThrow("nests deeper than 64 levels");
  expect(() => checkDocument(document({ a: { b: NaN } }), 1)).toThrow(
    'Document "k": fields.a.b is not a finite number.',
  );
});

it("the copy that is kept is plain data without a negative zero", () => {
  const fields = Object.assign(Object.create({ inherited: 1 }) as JsonObject, { a: [-0, { b: -0 }] });
  const kept = cleanFields(fields);
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  expect(kept).toStrictEqual({ a: [0, { b: 0 }] });
});
