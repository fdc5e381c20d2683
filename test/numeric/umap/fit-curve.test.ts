import { expect, it } from "vitest";
import { fitCurve } from "../../../src/numeric/umap/index.js";

// scipy's curve_fit as umap-learn 0.5.12 calls it.
it.each([
  [0, 1.932808, 0.790495],
  [0.001, 1.929073, 0.791505],
  [0.1, 1.576943, 0.895061],
  [0.5, 0.58303, 1.334167],
  [0.99, 0.119305, 1.91639],
  [1, 0.114976, 1.929237],
])("minDist %d gives a %d and b %d", (minDist, a, b) => {
  const curve = fitCurve(minDist);
  expect(curve.a).toBeCloseTo(a, 5);
  expect(curve.b).toBeCloseTo(b, 5);
});

it.each([-0.1, 1.1, NaN])("refuses a minDist of %d", (minDist) => expect(() => fitCurve(minDist)).toThrow(RangeError));
