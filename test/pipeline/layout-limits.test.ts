import { afterEach, describe, expect, it } from "vitest";
import { layoutObstacle } from "../../src/pipeline/layout-limits.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

const COUNT = 600;
const INPUT = { collection: "news", projection: { neighbors: 80, epochs: 20, engine: "UMAP_JS" } } as const;

describe("a layout that does not fit", () => {
  let harness: PipelineHarness;
  afterEach(() => harness.close());

  async function open(limits: { readonly maxHeapMb: number; readonly threadHeapMb?: number }): Promise<void> {
    harness = await PipelineHarness.open(limits);
    await harness.write(await harness.createCollection("news", NEWS_DIMENSION), newsDocuments(COUNT));
  }

  /** The run has its clusters, and says what has become of the map; the message of it. */
  async function expectClustersOnly(run: ClusteringRecord): Promise<string> {
    expect(run).toMatchObject({ status: "SUCCEEDED", error: null, artifacts: { layout: null } });
    expect(run.stages.map(({ stage }) => stage)).not.toContain("LAYOUT");
    expect((await harness.clusterings.result(run)).clusters.length).toBeGreaterThan(5);
    const warning = run.warnings.find(({ code }) => code === "LAYOUT_SKIPPED");
    const projection = await harness.projections.byId(run.projectionId ?? "");
    expect(projection).toMatchObject({ status: "FAILED", error: { code: "LAYOUT_TOO_LARGE" } });
    expect(warning?.message).toContain(projection?.error?.message);
    return warning?.message ?? "";
  }

  it("is not begun, and the clusters are published; with the neighbors that the message names it is drawn", async () => {
    await open({ maxHeapMb: 230 });
    const message = await expectClustersOnly(await harness.run(INPUT));
    expect(message).toContain("MAX_MEMORY_MB");
    const neighbors = Number(/at most (\d+) neighbors/.exec(message)?.[1]);
    expect(neighbors).toBeGreaterThan(10);
    const smaller = await harness.run({ ...INPUT, projection: { ...INPUT.projection, neighbors } });
    expect(smaller.warnings.map(({ code }) => code)).not.toContain("LAYOUT_SKIPPED");
    expect((await harness.projections.byId(smaller.projectionId ?? ""))?.status).toBe("SUCCEEDED");
  });

  it("is drawn by the same work under a server with more memory", async () => {
    await open({ maxHeapMb: 230 });
    const first = await harness.run(INPUT);
    await harness.close({ keep: true });
    harness = await PipelineHarness.open({ directory: harness.directory });
    const second = await harness.run(INPUT);
    expect(second.id).not.toBe(first.id);
    expect(second.artifacts.clusters).toBe(first.artifacts.clusters);
    expect(second.warnings.map(({ code }) => code)).not.toContain("LAYOUT_SKIPPED");
    expect((await harness.projections.byId(second.projectionId ?? ""))?.status).toBe("SUCCEEDED");
    // From now on it is the same work again.
    expect((await harness.recluster(INPUT)).id).toBe(second.id);
  });

  it("and takes its thread down all the same leaves the clusters", async () => {
    await open({ maxHeapMb: 4096, threadHeapMb: 48 });
    const message = await expectClustersOnly(await harness.run(INPUT));
    expect(message).toContain("MAX_MEMORY_MB");
  });
});

describe("layoutObstacle", () => {
  const native = (n: number, neighbors: number, maxMb: number) =>
    layoutObstacle(n, { neighbors, engine: "NATIVE" }, maxMb);
  const library = (n: number, neighbors: number, maxMb: number) =>
    layoutObstacle(n, { neighbors, engine: "UMAP_JS" }, maxMb);

  it("is null where the layout fits", () => {
    expect(library(20_000, 80, 4096)).toBeNull();
    for (const obstacle of [native, library]) {
      expect(obstacle(3, 80, 512)).toBeNull();
      // More neighbors than documents are lowered.
      expect(obstacle(100, 1000, 512)).toBeNull();
    }
    expect(native(500_000, 80, 4096)).toBeNull();
  });

  it("names what to change: the engine, neighbors or memory, and not memory where that is of no use", () => {
    expect(library(30_000, 80, 4096)).toMatchObject({
      code: "LAYOUT_TOO_LARGE",
      message: expect.stringMatching(
        /; choose the engine NATIVE, or ask for at most 54 neighbors.*MAX_MEMORY_MB.*5923/s,
      ) as string,
    });
    const { message } = library(104_858, 80, 1_000_000)!;
    expect(message).toContain("at most 79 neighbors");
    expect(message).not.toContain("MAX_MEMORY_MB");
    expect(native(1_000_000, 80, 4096)!.message).toMatch(/; ask for at most \d+ neighbors in the layout, or raise/);
  });

  it("names neighbors and memory together where one alone is of no use", () => {
    expect(library(1_000_000, 80, 512)!.message).toMatch(
      /; ask for at most 8 neighbors and raise MAX_MEMORY_MB \(512\) to 19274\.$/,
    );
  });

  it("gives the layout up where there are too many documents for any", () => {
    expect(library(5_000_000, 80, 1_000_000)!.message).toMatch(
      /choose the engine NATIVE, or cluster with layout: false/,
    );
    expect(native(500_000_000, 80, 100_000_000)!.message).toContain("; cluster with layout: false");
  });
});
