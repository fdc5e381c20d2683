import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  type ClusterOptions,
  extractClusters,
  joinsWhen,
  sweepSizes,
} from "../../../src/numeric/hdbscan/index.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { readPoints } from "./fixtures.js";

describe.each(["varied", "moons", "blobs"] as const)("what takes noise in, on %s", (name) => {
  const points = readPoints(name);

  it.each([
    { minClusterSize: 5, maxClusterSize: 60 },
    { minClusterSize: 5, selection: "LEAF" },
    { minClusterSize: 5, selection: "LEAF", epsilon: 0.05 },
  ] as ClusterOptions[])("is so when applied, and nothing smaller does, from %o", async (options) => {
    const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples: 5 }, null);
    const hierarchy = buildHierarchy(tree);
    const sizes = sweepSizes(points.n);
    const { labels } = extractClusters(hierarchy, options);
    const noise = Array.from(labels.keys()).filter((row) => labels[row] === -1);
    const rows = [
      ...noise.slice(0, 12),
      ...Array.from(labels.keys())
        .filter((row) => labels[row] !== -1)
        .slice(0, 3),
    ];
    const changes = joinsWhen(hierarchy, options, rows, sizes);
    const isIn = (row: number, other: Partial<ClusterOptions>): boolean =>
      extractClusters(hierarchy, { ...options, ...other }).labels[row] !== -1;
    let explained = 0;
    rows.forEach((row, at) => {
      if (isIn(row, {})) {
        expect(changes[at]).toEqual([]);
        return;
      }
      for (const { parameter, value } of changes[at]!) {
        explained++;
        expect(isIn(row, { [parameter]: value })).toBe(true);
        if (parameter === "epsilon") expect(isIn(row, { epsilon: value * (1 - 2 ** -30) })).toBe(false);
      }
    });
    expect(explained).toBeGreaterThan(0);
    // One of them by trying all sizes and the other selection.
    const at = rows.findIndex((row) => !isIn(row, {}));
    const row = rows[at]!;
    const change = (size: number): number => Math.abs(Math.log(size / options.minClusterSize));
    const taking = sizes.filter((size) => size !== options.minClusterSize && isIn(row, { minClusterSize: size }));
    const [best] = taking.sort((a, b) => change(a) - change(b) || a - b);
    expect(changes[at]!.find(({ parameter }) => parameter === "minClusterSize")?.value).toBe(best);
    const other = options.selection === "LEAF" ? "EOM" : "LEAF";
    expect(changes[at]!.some(({ parameter }) => parameter === "selection")).toBe(isIn(row, { selection: other }));
  });
});
