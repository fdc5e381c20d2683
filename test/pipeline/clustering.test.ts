import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CollectionRecord } from "../../src/runs/collection-record.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

const COUNT = 400;
const SMALL_LAYOUT = { neighbors: 15, epochs: 30 };

describe("a clustering", () => {
  let harness: PipelineHarness;
  let collection: CollectionRecord;

  beforeAll(async () => {
    harness = await PipelineHarness.open();
    collection = await harness.createCollection("news", NEWS_DIMENSION);
    await harness.write(collection, newsDocuments(COUNT));
  });
  afterAll(() => harness.close());

  it("runs all stages and publishes clusters, labels and a layout", async () => {
    const run = await harness.run({ collection: "news", projection: SMALL_LAYOUT });
    expect(run.error).toBeNull();
    expect(run.status).toBe("SUCCEEDED");
    expect(run.stages.map(({ stage }) => stage)).toEqual([
      "SNAPSHOT",
      "NEIGHBORS",
      "FOREST",
      "CLUSTERS",
      "LABELS",
      "LAYOUT",
      "PUBLISH",
    ]);
    expect(run.summary?.documentCount).toBe(COUNT);
    const result = await harness.clusterings.result(run);
    expect(result.clusters.length).toBe(run.summary?.clusterCount);
    expect(result.clusters.length).toBeGreaterThan(5);
    const sizes = result.clusters.map(({ size }) => size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.reduce((sum, size) => sum + size, 0) + (run.summary?.noiseCount ?? 0)).toBe(COUNT);
    for (const { label, title, exemplars } of result.clusters) {
      expect(title).not.toBe("");
      for (const row of exemplars) expect(result.columns.labels[row]).toBe(label);
    }
    const projection = await harness.projections.byId(run.projectionId ?? "");
    expect(projection?.status).toBe("SUCCEEDED");
    const layout = projection && (await harness.projections.layout(projection));
    expect(layout?.keys).toEqual(result.columns.keys);
    expect(layout?.xy.length).toBe(2 * COUNT);
    expect(layout?.xy.every(Number.isFinite)).toBe(true);
  });

  it("gives the same run for the same work, at once and later", async () => {
    const input = { collection: "news", layout: false, minClusterSize: 4 };
    const [one, two] = await Promise.all([harness.recluster(input), harness.recluster(input)]);
    expect(two.id).toBe(one.id);
    await harness.ended(one);
    expect((await harness.recluster(input)).id).toBe(one.id);
  });

  it("runs only the stages behind a change", async () => {
    await harness.run({ collection: "news", layout: false, minSamples: 2 });
    const run = await harness.run({ collection: "news", layout: false, minSamples: 2, minClusterSize: 6 });
    const cached = Object.fromEntries(run.stages.map(({ stage, cached }) => [stage, cached]));
    expect(cached).toMatchObject({ SNAPSHOT: true, NEIGHBORS: true, FOREST: true, CLUSTERS: false, LABELS: false });
  });

  it("clusters the same with and without a wider graph for the layout", async () => {
    const narrow = await harness.run({ collection: "news", layout: false, neighbors: 10 });
    const wide = await harness.run({ collection: "news", neighbors: 10, projection: { neighbors: 40, epochs: 5 } });
    expect(wide.artifacts.clusters).toBe(narrow.artifacts.clusters);
  });

  it("recuts to what a run with the same parameters gives", async () => {
    const base = await harness.run({ collection: "news", layout: false });
    const cut = await harness.clusterings.recut(base, { minClusterSize: 8, selection: "LEAF" });
    const run = await harness.run({ collection: "news", layout: false, minClusterSize: 8, selection: "LEAF" });
    const result = await harness.clusterings.result(run);
    expect(cut.columns.labels).toEqual(result.columns.labels);
    expect(cut.clusterCount).toBe(run.summary?.clusterCount);
    expect(await cut.titles()).toEqual(result.clusters.map(({ title }) => title));
  });

  it("refuses an idempotency key with other parameters and gives its run for the same ones", async () => {
    const input = { collection: "news", layout: false, minClusterSize: 5, idempotencyKey: "once" };
    const run = await harness.recluster(input);
    expect((await harness.recluster(input)).id).toBe(run.id);
    await expect(harness.recluster({ ...input, minClusterSize: 7 })).rejects.toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
    await harness.ended(run);
  });

  it("refuses an unknown and an empty collection", async () => {
    await harness.createCollection("empty", 3);
    await expect(harness.recluster({ collection: "empty" })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(harness.recluster({ collection: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([1, 2, 3])("clusters %i documents", async (count) => {
    const name = `tiny_${count}`;
    const tiny = await harness.createCollection(name, NEWS_DIMENSION);
    await harness.write(tiny, newsDocuments(count));
    const run = await harness.run({ collection: name });
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      summary: { documentCount: count, clusterCount: 0, noiseCount: count },
    });
  });

  it("clusters copies of one text", async () => {
    const copies = await harness.createCollection("copies", NEWS_DIMENSION);
    const [first] = newsDocuments(1);
    if (!first) throw new Error("There is a first document");
    await harness.write(
      copies,
      Array.from({ length: 120 }, (_, i) => ({ ...first, key: `copy-${i}` })),
    );
    const run = await harness.run({ collection: "copies", projection: SMALL_LAYOUT });
    expect(run.status).toBe("SUCCEEDED");
    const projection = await harness.projections.byId(run.projectionId ?? "");
    const layout = projection && (await harness.projections.layout(projection));
    expect(layout?.xy.every(Number.isFinite)).toBe(true);
  });
});
