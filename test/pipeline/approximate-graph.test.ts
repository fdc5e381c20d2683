import { afterEach, describe, expect, it } from "vitest";
import { checkNeighborGraph } from "../../src/numeric/neighbor-graph.js";
import { PipelineHarness, type PipelineOptions } from "../support/pipeline-harness.js";
import { crowdedDocuments, DIMENSION, graphOfRun } from "./graph-ways.js";

const COUNT = 1500;
const INPUT = { collection: "crowd", layout: false, neighbors: 8 } as const;

describe("a clustering of approximate neighbors", () => {
  let harness: PipelineHarness;
  const open = async (options: PipelineOptions = {}): Promise<void> => {
    harness = await PipelineHarness.open(options);
    await harness.write(await harness.createCollection("crowd", DIMENSION), crowdedDocuments(COUNT));
  };
  afterEach(() => harness.close());

  it("tells its recall, proves nothing, and has artifacts of its own", async () => {
    await open();
    const rough = await harness.run({ ...INPUT, neighborSearch: "APPROXIMATE" });
    const exact = await harness.run(INPUT);
    expect(rough.params.neighborSearch).toBe("APPROXIMATE");
    expect(exact.params.neighborSearch).toBeUndefined();
    expect(exact.id).not.toBe(rough.id);

    const { exactness } = rough.summary!;
    expect(exactness).toMatchObject({ certified: false, certifiedShare: 0 });
    expect(exactness!.recallAtK).toBeGreaterThan(0.9);
    expect(exact.summary!.exactness).toMatchObject({ recallAtK: null });
    expect(exact.summary!.exactness!.certifiedShare).toBeGreaterThan(0);
    for (const part of ["neighbors", "forest", "clusters"] as const) {
      expect(rough.artifacts[part]).not.toBe(exact.artifacts[part]);
    }
    expect(rough.artifacts.snapshot).toBe(exact.artifacts.snapshot);

    const graph = await graphOfRun(harness, rough);
    checkNeighborGraph(graph);
    const truth = await graphOfRun(harness, exact);
    const right = graph.distances.filter((distance, at) => distance === truth.distances[at]).length;
    expect(right / graph.distances.length).toBeGreaterThan(0.9);
    expect(Math.abs(rough.summary!.clusterCount - exact.summary!.clusterCount)).toBeLessThan(10);
  });
  it("is what AUTO gives above the number of documents that the server is set to, and CERTIFIED does not", async () => {
    await open({ exactGraphMax: 999 });
    const automatic = await harness.run(INPUT);
    expect(automatic.params.neighborSearch).toBe("APPROXIMATE");
    expect((await harness.run({ ...INPUT, neighborSearch: "APPROXIMATE" })).id).toBe(automatic.id);
    const certified = await harness.run({ ...INPUT, exactness: "CERTIFIED" });
    expect(certified.summary!.exactness).toMatchObject({ certified: true, recallAtK: null });
    const exact = await harness.run({ ...INPUT, neighborSearch: "EXACT" });
    expect(exact.params.neighborSearch).toBeUndefined();
  });
  it("does not read its graph from a wider one, whose first columns are another graph", async () => {
    await open();
    const wide = await harness.run({ ...INPUT, neighbors: 20, neighborSearch: "APPROXIMATE" });
    const narrow = await harness.run({ ...INPUT, neighborSearch: "APPROXIMATE" });
    expect((await graphOfRun(harness, wide)).k).toBe(20);
    expect((await graphOfRun(harness, narrow)).k).toBe(8);
    const again = await harness.run({ ...INPUT, minClusterSize: 5, neighborSearch: "APPROXIMATE" });
    expect(again.artifacts.neighbors).toBe(narrow.artifacts.neighbors);
    expect(again.artifacts.forest).toBe(narrow.artifacts.forest);
    expect(again.stages.find(({ stage }) => stage === "NEIGHBORS")?.by).toBe("CACHE");
  });
  it("is not for neighbors that Milvus computes", async () => {
    await open();
    await expect(
      harness.recluster({ ...INPUT, neighborsBy: "MILVUS", neighborSearch: "APPROXIMATE" }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(
      harness.recluster({ ...INPUT, exactness: "CERTIFIED", neighborSearch: "APPROXIMATE" }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });
});
