import { describe, expect, it } from "vitest";
import { graphOf } from "../../src/pipeline/stages.js";
import { HeldArtifacts } from "../../src/pipeline/held-artifacts.js";
import type { NeighborGraph } from "../../src/numeric/neighbor-graph.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import type { MilvusIndex } from "../../src/store/milvus/collection-schema.js";
import type { Metric, VectorStore } from "../../src/store/vector-store.js";
import { madeDocument, seededNumbers, unitVector } from "../contract/made-documents.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

const TIED = 1e-6;
export const DIMENSION = 16;
/** One vector that so many documents have: more than the first lists hold. */
const REPEATED = 90;

/** Unit vectors in heaps, with copies, and neighbors that single precision cannot tell apart. */
export function crowdedDocuments(count: number): EmbeddedDocument[] {
  const next = seededNumbers(count);
  const heaps = Array.from({ length: 12 }, () => unitVector(DIMENSION, next));
  let vector = unitVector(DIMENSION, next);
  return Array.from({ length: count }, (_, index) => {
    const heap = heaps[index % heaps.length] as Float32Array;
    const spread = index % 7 === 0 ? 1e-7 : 0.2;
    if (index < REPEATED) vector = heaps[0] as Float32Array;
    else if (index % 5 !== 4) vector = unit(heap.map((value) => value + spread * next()));
    // So that the order of the keys is not that of the making.
    const key = `k${(index * 7919) % count}`;
    return madeDocument(key, vector, { fields: { parity: index % 2 } });
  });
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export async function graphOfRun(harness: PipelineHarness, run: ClusteringRecord): Promise<NeighborGraph> {
  expect(run.error).toBeNull();
  return graphOf(new HeldArtifacts(harness.artifacts), run.artifacts.neighbors ?? "");
}

/** Every column of a run's clusters. */
async function clustersOf(harness: PipelineHarness, run: ClusteringRecord): Promise<unknown> {
  expect(run.error).toBeNull();
  expect(run.summary?.exactness?.certified).toBe(true);
  expect(run.summary?.clusterCount).toBeGreaterThan(3);
  return (await new HeldArtifacts(harness.artifacts).get(run.artifacts.clusters ?? "")).arrays;
}

/** Equal distances; equal rows, except among those tied at rank k. */
export function expectSameGraph(actual: NeighborGraph, expected: NeighborGraph): void {
  expect([actual.n, actual.k]).toEqual([expected.n, expected.k]);
  const { n, k } = expected;
  for (let row = 0; row < n; row++) {
    const [from, to] = [row * k, (row + 1) * k];
    const last = expected.distances[to - 1]!;
    const settled = (graph: NeighborGraph): number[] =>
      Array.from(graph.indices.subarray(from, to)).filter((_, at) => graph.distances[from + at]! < last - TIED);
    expect(Array.from(actual.distances.subarray(from, to))).toEqual(Array.from(expected.distances.subarray(from, to)));
    expect(settled(actual), `row ${row}`).toEqual(settled(expected));
  }
}

const by = (run: ClusteringRecord, stage: string): string | undefined =>
  run.stages.find((report) => report.stage === stage)?.by;

/** What holds of a graph by a Milvus server, real or not. */
export function graphWays(
  name: string,
  open: (index?: MilvusIndex) => Promise<VectorStore>,
  documents: { readonly count: number; readonly approximate: number },
): void {
  describe(`${name}: the neighbor graph`, () => {
    const use = async (
      index: MilvusIndex | undefined,
      metric: Metric,
      made: readonly EmbeddedDocument[],
      work: (harness: PipelineHarness) => Promise<void>,
    ): Promise<void> => {
      const harness = await PipelineHarness.open({ store: await open(index) });
      const collection = await harness.createCollection("crowd", made[0]!.vector.length, null, metric);
      try {
        await harness.write(collection, made);
        await work(harness);
      } finally {
        await harness.store.dropCollection(collection.id);
        await harness.close();
      }
    };

    it.each(["COSINE", "L2", "IP"] as const)("is the same by Milvus on FLAT and by the process: %s", async (metric) => {
      await use(undefined, metric, crowdedDocuments(documents.count), async (harness) => {
        const input = { collection: "crowd", layout: false, neighbors: 12 };
        const milvus = await harness.run({ ...input, neighborsBy: "MILVUS" });
        expect(by(milvus, "NEIGHBORS")).toBe("MILVUS");
        expect(milvus.params.neighborsBy).toBe("MILVUS");
        const process = await harness.run({ ...input, neighborsBy: "PROCESS" });
        expect(process.id).not.toBe(milvus.id);
        expect(by(process, "NEIGHBORS")).toBe("PROCESS");
        expect(process.params.neighborsBy).toBe("PROCESS");
        expectSameGraph(await graphOfRun(harness, milvus), await graphOfRun(harness, process));
        // Exact lists are one thing in any way: the tree is found.
        expect(by(process, "FOREST")).toBe("CACHE");
        expect(milvus.summary?.exactness?.recallAtK).toBeNull();
        expect(milvus.summary?.exactness?.certifiedShare).toBeGreaterThan(0);
      });
    });

    it("is the same on the documents that a filter lets through", async () => {
      await use(undefined, "COSINE", crowdedDocuments(documents.count), async (harness) => {
        const filter = { all: [{ field: "parity", op: "EQ", value: 1 }] } as const;
        const input = { collection: "crowd", layout: false, neighbors: 12 };
        const milvus = await harness.run({ ...input, neighborsBy: "MILVUS" }, filter);
        const process = await harness.run({ ...input, neighborsBy: "PROCESS" }, filter);
        expect(milvus.summary?.documentCount).toBe(documents.count / 2);
        expectSameGraph(await graphOfRun(harness, milvus), await graphOfRun(harness, process));
      });
    });

    it("leads to the clusters that the embedded store has of the same documents written in another order, to the bit", async () => {
      const made = crowdedDocuments(documents.count);
      const input = { collection: "crowd", layout: false, neighbors: 12, exactness: "CERTIFIED" } as const;
      const embedded = await PipelineHarness.open();
      await embedded.write(await embedded.createCollection("crowd", DIMENSION), made);
      const expected = await clustersOf(embedded, await embedded.run(input));
      await embedded.close();
      await use(undefined, "COSINE", made.slice(100).toReversed(), async (harness) => {
        const collection = await harness.runs.collectionByName("crowd");
        await harness.write(collection!, made.slice(0, 100));
        for (const neighborsBy of ["MILVUS", "PROCESS"] as const) {
          expect(await clustersOf(harness, await harness.run({ ...input, neighborsBy }))).toEqual(expected);
        }
      });
    });

    it.each(["HNSW", "AUTOINDEX"] as const)("is measured and never called proven on %s", async (type) => {
      const next = seededNumbers(9);
      const made = Array.from({ length: documents.approximate }, (_, index) =>
        madeDocument(`k${index}`, unitVector(64, next)),
      );
      await use({ type }, "COSINE", made, async (harness) => {
        const input = { collection: "crowd", layout: false, neighbors: 10 };
        const exact = await harness.run({ ...input, neighborsBy: "PROCESS" });
        expect(exact.summary?.exactness?.recallAtK).toBeNull();
        const approximate = await harness.run({ ...input, neighborsBy: "MILVUS" });
        const { artifacts, summary } = approximate;
        expect(by(approximate, "NEIGHBORS")).toBe("MILVUS");
        expect(summary?.exactness).toMatchObject({ certified: false, certifiedShare: 0 });
        expect(summary?.exactness?.recallAtK).toBeGreaterThan(0.8);
        expect(summary?.exactness?.recallAtK).toBeLessThanOrEqual(1);
        const proof = { ...input, exactness: "CERTIFIED" } as const;
        const refused = await harness.run({ ...proof, neighborsBy: "MILVUS" });
        expect(refused).toMatchObject({ status: "FAILED", error: { code: "EXACTNESS_UNAFFORDABLE" } });
        expect(refused.error?.message).toMatch(/about \d+ MB/);
        const forced = await harness.run(proof);
        expect(forced.params.neighborsBy).toBe("PROCESS");
        expect(forced.summary?.exactness).toMatchObject({ mode: "CERTIFIED", certified: true, recallAtK: null });
        // Nothing of it is found where exact lists are wanted, nor the other way round.
        expect(artifacts.neighbors).not.toBe(exact.artifacts.neighbors);
        expect(artifacts.forest).not.toBe(exact.artifacts.forest);
        expect(by(approximate, "FOREST")).toBe("PROCESS");
        const again = await harness.run({ ...input, neighborsBy: "MILVUS", minClusterSize: 5 });
        expect(by(again, "NEIGHBORS")).toBe("CACHE");
        expect(again.summary?.exactness).toEqual(summary?.exactness);
        const { distances: found } = await graphOfRun(harness, approximate);
        const { distances: nearest } = await graphOfRun(harness, exact);
        // Measured in float64 by the vectors: no list can be nearer than the true one.
        expect(found.every((distance, at) => distance >= nearest[at]!)).toBe(true);
      });
    });
  });
}
