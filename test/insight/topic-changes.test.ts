import { describe, expect, it } from "vitest";
import { clusterOverlap, type Labeling } from "../../src/insight/cluster-overlap.js";
import { matchClusters } from "../../src/insight/match-clusters.js";
import { topicTransitions } from "../../src/insight/topic-changes.js";
import { seededRandom } from "../../src/numeric/random.js";

/** Documents by cluster, noise last: { noise } documents belong to none. */
function labeling(clusters: readonly (readonly string[])[], noise: readonly string[] = []): Labeling {
  const rows = [...clusters.flatMap((keys, label) => keys.map((key) => [key, label] as const))];
  for (const key of noise) rows.push([key, -1]);
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    keys: rows.map(([key]) => key),
    labels: Int32Array.from(rows, ([, label]) => label),
    clusterCount: clusters.length,
  };
}

const range = (name: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `${name}${from + index}`);

function changes(before: Labeling, after: Labeling) {
  const overlap = clusterOverlap(before, after);
  const matched = matchClusters(overlap);
  const sizes = ({ labels, clusterCount }: Labeling): number[] =>
    Array.from({ length: clusterCount }, (_, label) => labels.filter((each) => each === label).length);
  const found = topicTransitions({ overlap, matched, beforeSizes: sizes(before), afterSizes: sizes(after) });
  return {
    matched: [...matched],
    found: found.map(({ kind, before, after, shared }) => [kind, [...before], [...after], shared]),
  };
}

describe("topics from one clustering to the next", () => {
  it("go on while they share documents, however labels are numbered, and tell growth from standing still", () => {
    const before = labeling([range("a", 0, 10), range("b", 0, 9), range("c", 0, 8)]);
    const after = labeling([range("c", 0, 20), range("b", 0, 9), range("a", 0, 5)], range("a", 5, 10));
    expect(changes(before, after)).toEqual({
      matched: [2, 1, 0],
      found: [
        ["GREW", [2], [0], 8],
        ["SHRANK", [0], [2], 5],
        ["CONTINUED", [1], [1], 9],
      ],
    });
  });

  it("go on as a window moves: documents that only one has seen weigh nothing", () => {
    const before = labeling([range("a", 0, 100)]);
    const after = labeling([range("a", 90, 200)]);
    expect(changes(before, after).matched).toEqual([0]);
    expect(changes(before, labeling([range("a", 100, 200)])).found).toEqual([
      ["BORN", [], [0], 0],
      ["DIED", [0], [], 0],
    ]);
  });

  it("keep their identity in the largest part when they split, and in the largest source when they merge", () => {
    const whole = labeling([range("a", 0, 30), range("x", 0, 5)]);
    const parts = labeling([range("a", 10, 30), range("a", 0, 10), range("x", 0, 5)]);
    expect(changes(whole, parts)).toEqual({
      matched: [0, -1, 1],
      found: [
        ["SPLIT", [0], [0, 1], 30],
        ["CONTINUED", [1], [2], 5],
      ],
    });
    expect(changes(parts, whole)).toEqual({
      matched: [0, 2],
      found: [
        ["MERGED", [0, 1], [0], 30],
        ["CONTINUED", [2], [1], 5],
      ],
    });
  });

  it("do not go on in a cluster that swallowed them with much else", () => {
    const before = labeling([range("a", 0, 5)], range("z", 0, 100));
    const after = labeling([[...range("a", 0, 5), ...range("z", 0, 100)]]);
    expect(changes(before, after)).toEqual({
      matched: [-1],
      found: [
        ["BORN", [], [0], 0],
        ["DIED", [0], [], 0],
      ],
    });
  });

  it("are matched so that the most documents keep their identity", () => {
    const before = labeling([
      [...range("p", 0, 50), ...range("q", 0, 45)],
      [...range("r", 0, 45), ...range("s", 0, 1)],
    ]);
    const after = labeling([[...range("p", 0, 50), ...range("r", 0, 45)], range("q", 0, 45)]);
    expect(changes(before, after).matched).toEqual([1, 0]);
  });

  it("agree by the adjusted Rand index over the documents in both", () => {
    const before = labeling([range("a", 0, 3), range("b", 0, 3)], ["gone"]);
    expect(clusterOverlap(before, labeling([range("b", 0, 3), range("a", 0, 3)], ["new"])).agreement).toBe(1);
    // scikit-learn: adjusted_rand_score([0,0,0,1,1,1], [0,0,1,1,1,1]) = 0.32432432432432434
    const moved = labeling([["b0", "b1", "b2", "a2"], range("a", 0, 2)]);
    expect(clusterOverlap(before, moved).agreement).toBeCloseTo(0.32432432432432434, 12);
    expect(clusterOverlap(before, labeling([["other"]])).agreement).toBe(1);
  });

  it("account for every cluster on both sides, whatever the two clusterings are", () => {
    const next = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      const made = (): Labeling => {
        const count = 1 + Math.floor(next() * 6);
        const clusters: string[][] = Array.from({ length: count }, () => []);
        for (let key = 0; key < 60; key++) {
          if (next() < 0.8) clusters[Math.floor(next() * count * next())]?.push(`k${key}`);
        }
        return labeling(clusters.filter((keys) => keys.length > 0));
      };
      const [before, after] = [made(), made()];
      const { found } = changes(before, after);
      const mentioned = (side: 1 | 2): Set<number> => new Set(found.flatMap((change) => change[side] as number[]));
      expect(mentioned(1).size).toBe(before.clusterCount);
      expect(mentioned(2).size).toBe(after.clusterCount);
    }
  });
});
