import { afterEach, describe, expect, it, vi } from "vitest";
import type { ArtifactStore } from "../../src/runs/artifact-store.js";
import { Gate } from "../support/gate.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness, type PipelineOptions } from "../support/pipeline-harness.js";

const FAST = { collection: "news", layout: false };

describe("the queue", () => {
  let harness: PipelineHarness;
  afterEach(() => harness.close());

  async function open(options: PipelineOptions = {}): Promise<void> {
    harness = await PipelineHarness.open(options);
    await harness.write(await harness.createCollection("news", NEWS_DIMENSION), newsDocuments(200));
  }

  it("runs nothing that has ended already", async () => {
    await open();
    const run = await harness.run(FAST);
    harness.queue.submit(run.id, run.collectionId);
    // Jobs of one collection are run one after the other.
    await harness.run({ ...FAST, minClusterSize: 4 });
    expect(await harness.runs.clusteringById(run.id)).toEqual(run);
  });

  it("answers a cancel before it sweeps, and lets the next run wait for the sweep", async () => {
    const gate = new Gate();
    let gated = false;
    // Only the sweep lists artifacts while a layout is drawn.
    const artifacts = (store: ArtifactStore): ArtifactStore =>
      Object.assign(Object.create(store) as ArtifactStore, {
        list: async () => {
          if (gated) await gate.pass();
          return store.list();
        },
        ...Object.fromEntries(
          (["has", "read", "write", "delete"] as const).map((name) => [name, store[name].bind(store)]),
        ),
      });
    await open({ artifacts });
    const run = await harness.recluster({ collection: "news", projection: { neighbors: 60, epochs: 5000 } });
    for await (const { stage } of harness.clusterings.watch(run.id, new AbortController().signal))
      if (stage === "LAYOUT") break;
    gated = true;
    expect(await harness.clusterings.cancel(run.id)).toMatchObject({ status: "CANCELLED" });
    await gate.reached;
    const next = await harness.recluster({ ...FAST, minClusterSize: 5 });
    expect(next.status).toBe("QUEUED");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await harness.runs.clusteringById(next.id))?.status).toBe("QUEUED");
    gated = false;
    gate.open();
    expect(await harness.ended(next)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("gives the disk back when a run is deleted", async () => {
    await open();
    const kept = await harness.run(FAST);
    const gone = await harness.run({ ...FAST, minSamples: 2 });
    await harness.clusterings.remove(gone.id);
    const keys = async (): Promise<string[]> => (await harness.artifacts.list()).map(({ key }) => key);
    await vi.waitFor(async () => expect(await keys()).not.toContain(gone.artifacts.forest), 10_000);
    expect(await keys()).toEqual(expect.arrayContaining([kept.artifacts.forest, kept.artifacts.snapshot]));
    await harness.clusterings.remove(kept.id);
    await vi.waitFor(async () => expect(await keys()).toEqual([]), 10_000);
  });

  it("gives back at its start what was left behind, and nothing that a run needs", async () => {
    await open();
    const kept = await harness.run({ ...FAST, minSamples: 1 });
    const gone = await harness.run({ ...FAST, minSamples: 2 });
    await harness.close({ keep: true });
    harness = await PipelineHarness.open({ directory: harness.directory });
    // As a process leaves it that ends before the sweep.
    await harness.runs.deleteClustering(gone.id);
    await harness.queue.resume();
    const keys = async (): Promise<string[]> => (await harness.artifacts.list()).map(({ key }) => key);
    await vi.waitFor(async () => expect(await keys()).not.toContain(gone.artifacts.forest), 10_000);
    expect(await keys()).toEqual(
      expect.arrayContaining(Object.values({ ...kept.artifacts }).filter((key) => key !== null)),
    );
  });
});
