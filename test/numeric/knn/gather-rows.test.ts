import { expect, test } from "vitest";
import { gatherRows } from "../../../src/numeric/knn/index.js";

test("gathers rows in any order, repeats among them, into a matrix of their own", () => {
  const vectors = Float32Array.from([0, 1, 10, 11, 20, 21]);
  const gathered = gatherRows(vectors, 2, [2, 0, 2]);
  expect([...gathered]).toEqual([20, 21, 0, 1, 20, 21]);
  expect(gathered.buffer).not.toBe(vectors.buffer);
  expect(gatherRows(vectors, 2, [])).toHaveLength(0);
});
