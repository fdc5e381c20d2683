import { describe, expect, it } from "vitest";

import { assignmentColumns } from "../../resolvers/assignment-columns.js";
import { projectionColumns } from "../../resolvers/projection-columns.js";
import { parseIdOf } from "../../src/graphql/global-id.js";
import { ClusteringResult } from "../../src/services/clustering-result.js";
import { decodeColumns } from "../support/assignment-columns.js";

const KEYS = ["a", "b", "c"];

/** The keys, and how often one of them was looked at. */
function watchedKeys(): { keys: readonly string[]; looks: () => number } {
  let looks = 0;
  const keys = new Proxy(KEYS, {
    get(target, name, receiver) {
      if (typeof name === "string" && /^\d+$/.test(name)) looks++;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return { keys, looks: () => looks };
}

const columns = {
  labels: Int32Array.of(0, -1, 0),
  probabilities: Float32Array.of(1, 0, 0.5),
  outlierScores: Float32Array.of(0, 0.75, 0.25),
  nearestLabels: Int32Array.of(0, 0, 0),
  nearestDistances: Float32Array.of(0, 2, 0),
};
const idsOf = (keys: readonly string[], ids: readonly string[]): void =>
  expect(ids.map((id) => parseIdOf("Document", id))).toEqual(
    keys.map((key) => ({ type: "Document", collectionId: "c1", key })),
  );

const NO_TREE = {
  parent: new Int32Array(0),
  child: new Int32Array(0),
  distance: new Float64Array(0),
  size: new Int32Array(0),
  label: new Int32Array(0),
};

describe("columns are made when they are asked for, and once", () => {
  it("of assignments", () => {
    const { keys, looks } = watchedKeys();
    const lists = assignmentColumns("c1", { keys, ...columns }, "NEAREST", "JSON");
    expect(lists).toMatchObject({ count: 3, labels: [0, 0, 0], distances: [0, 2, 0], data: null });
    const bytes = assignmentColumns("c1", { keys, ...columns }, "RAW", "BASE64");
    expect(bytes).toMatchObject({ count: 3, labels: null, probabilities: null, outlierScores: null, distances: null });
    expect(decodeColumns(bytes.data!, 3, ["int", "float", "float"])).toEqual([
      [0, -1, 0],
      [1, 0, 0.5],
      [0, 0.75, 0.25],
    ]);
    expect(looks()).toBe(0);
    idsOf(KEYS, bytes.documentIds);
    const read = looks();
    expect(bytes.documentIds).toBe(bytes.documentIds);
    expect(lists.labels).toBe(lists.labels);
    expect(looks()).toBe(read);
  });

  it("of maps", () => {
    const { keys, looks } = watchedKeys();
    const xy = Float32Array.of(1, 2, 3, 4, 5, 6);
    const layout = { keys, xy, trustworthiness: null, rowOf: (key: string) => KEYS.indexOf(key) };
    const result = new ClusteringResult(
      "run",
      { keys: KEYS, publishedAt: new Float64Array(3), contentHashes: new Uint8Array(24), ...columns },
      [],
      NO_TREE,
    );
    const lists = projectionColumns("c1", layout, result, "JSON");
    expect(lists).toMatchObject({ count: 3, x: [1, 3, 5], y: [2, 4, 6], data: null });
    expect(looks()).toBe(0);
    expect(lists.labels).toEqual([0, -1, 0]);
    expect(looks()).toBeGreaterThan(0);
    const bytes = projectionColumns("c1", layout, result, "BASE64");
    expect(bytes).toMatchObject({ x: null, y: null, labels: null });
    expect(decodeColumns(bytes.data!, 3, ["float", "float", "int"])).toEqual([
      [1, 3, 5],
      [2, 4, 6],
      [0, -1, 0],
    ]);
    idsOf(KEYS, bytes.documentIds);
  });
});
