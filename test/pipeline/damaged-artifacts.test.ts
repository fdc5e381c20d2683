import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqliteConnection } from "../../src/database/sqlite-connection.js";
import type { ClusteringRecord, RunArtifacts } from "../../src/runs/run-record.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

const INPUT = { collection: "news", projection: { neighbors: 15, epochs: 30 } };

describe("a damaged artifact", () => {
  let harness: PipelineHarness;
  beforeAll(async () => {
    harness = await PipelineHarness.open();
    await harness.write(await harness.createCollection("news", NEWS_DIMENSION), newsDocuments(300));
  });
  afterAll(() => harness.close());

  function damage(key: string | null): void {
    const connection = new SqliteConnection(join(harness.directory, "runs.db"));
    const { changes } = connection.execute(
      "update artifact_chunks set data = zeroblob(length(data)) where upload = (select upload from artifacts where key = ?)",
      [key],
    );
    connection.close();
    expect(changes).toBeGreaterThan(0);
  }

  /** The run as a process leaves it that is killed: under way, with what it has made so far. */
  async function takenUp(run: ClusteringRecord, parts: Partial<ClusteringRecord> = {}): Promise<ClusteringRecord> {
    const left = { ...run, id: randomUUID(), workKey: randomUUID(), status: "RUNNING", attempts: 1, ...parts } as const;
    await harness.runs.insertClustering(left);
    harness.queue.submit(left.id, left.collectionId);
    return harness.ended(left);
  }

  async function labelsAndLayout(run: ClusteringRecord) {
    const { columns, clusters } = await harness.clusterings.result(run);
    const projection = await harness.projections.byId(run.projectionId ?? "");
    return { columns, clusters, xy: projection && (await harness.projections.layout(projection)).xy };
  }

  it.each(["rows", "forest", "clusters", "labels", "layout"] as const)(
    "%s that a succeeded run needs makes the same work a new run",
    async (name) => {
      const run = await harness.run(INPUT);
      damage(run.artifacts[name]);
      // Whoever reads it finds the damage.
      expect(await harness.artifacts.read(run.artifacts[name] ?? "")).toBeNull();
      const again = await harness.run(INPUT);
      expect(again.id).not.toBe(run.id);
      expect(again).toMatchObject({ status: "SUCCEEDED", artifacts: run.artifacts });
      expect((await labelsAndLayout(again)).xy?.length).toBe(600);
    },
  );

  it.each(["rows", "forest", "clusters", "labels", "layout"] as const)(
    "%s is a miss, and its stage runs again",
    async (name) => {
      const run = await harness.run(INPUT);
      const before = await labelsAndLayout(run);
      damage(run.artifacts[name]);
      const again = await takenUp(run);
      expect(again).toMatchObject({ status: "SUCCEEDED", error: null, artifacts: run.artifacts });
      expect(await labelsAndLayout(again)).toEqual(before);
      expect(await harness.artifacts.read(run.artifacts[name] ?? "")).not.toBeNull();
    },
  );

  it.each(["rows", "snapshot", "texts", "neighbors"] as const)(
    "%s that a run comes upon under way is made again",
    async (name) => {
      const run = await harness.run(INPUT);
      const { rows, snapshot, texts, neighbors } = run.artifacts;
      const artifacts: RunArtifacts = {
        rows,
        snapshot,
        texts,
        neighbors,
        forest: null,
        clusters: null,
        labels: null,
        layout: null,
      };
      const minSamples = { rows: 1, snapshot: 2, texts: 4, neighbors: 5 }[name];
      damage(run.artifacts[name]);
      const again = await takenUp(run, { artifacts, params: { ...run.params, minSamples } });
      expect(again).toMatchObject({ status: "SUCCEEDED", error: null });
      expect(again.stages.map(({ stage }) => stage)).toEqual(run.stages.map(({ stage }) => stage));
      expect(await harness.artifacts.read(run.artifacts[name] ?? "")).not.toBeNull();
    },
  );
});
