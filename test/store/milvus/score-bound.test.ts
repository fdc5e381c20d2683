import fc from "fast-check";
import { expect, test } from "vitest";
import { isFarther } from "../../../src/store/milvus/score-bound.js";
import type { Metric } from "../../../src/store/vector-store.js";
import { euclidean } from "../../oracle/brute-force-search.js";
import { seededNumbers, unitVector } from "../../contract/made-documents.js";
import { score } from "./fake-server/fake-collection.js";

const metrics: Metric[] = ["L2", "COSINE", "IP"];

test.each(metrics)("%s: no row that scores worse than the bound's score is as near as its distance", (metric) => {
  let decided = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.constantFrom(2, 16, 384),
      fc.constantFrom(1e-7, 1e-5, 1e-3, 0.1, 2),
      fc.constantFrom(0.01, 1, 1000),
      (seed, dimension, spread, length) => {
        const next = seededNumbers(seed);
        const size = metric === "L2" ? length : 1;
        const query = unitVector(dimension, next).map((x) => x * size);
        // Crowded around the query, where single precision tells rows apart least.
        const rows = Array.from({ length: 20 }, () => {
          const row = query.map((x) => x + next() * spread * size);
          const norm = metric === "L2" ? 1 : Math.hypot(...row);
          return row.map((x) => x / norm);
        });
        const norm = Math.hypot(...query);
        const scored = rows.map((row) => ({ distance: euclidean(query, row), score: score(metric, query, row) }));
        for (const worst of scored) {
          const worse = scored.filter((one) => (metric === "L2" ? one.score >= worst.score : one.score <= worst.score));
          for (const { distance } of scored) {
            if (!isFarther(metric, worst.score, distance, norm, dimension)) continue;
            decided++;
            for (const one of worse) expect(one.distance).toBeGreaterThan(distance);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(decided).toBeGreaterThan(1000);
});
