import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const CANCEL = `mutation ($id: ID!) { cancelClustering(id: $id) { id status stage finishedAt error { code } } }`;
const DELETE = `mutation ($id: ID!) { deleteClustering(id: $id) }`;
const STATUS = `query ($id: ID) { clustering(id: $id) { status projection { status } } server { queueLength } }`;
const STAGES = ["SNAPSHOT", "NEIGHBORS", "FOREST", "CLUSTERS", "LABELS", "LAYOUT", "PUBLISH"];
/** A layout that goes on until somebody stops it. */
const long = (seed: number): object => ({ projection: { neighbors: 60, epochs: 5000, seed } });

describe("a run that is at work", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(600));
  });
  afterAll(() => api.close());

  /** Resolves when the run is in this stage. */
  async function inStage(id: string, stage: string): Promise<void> {
    for await (const { data } of api.progress(id)) if (data.clusteringProgress.stage === stage) return;
    throw new Error(`the run ended before ${stage}`);
  }

  it("is CANCELLED when cancelClustering answers, its layout too, and the next run starts", async () => {
    const id = await api.start(long(1));
    await inStage(id, "LAYOUT");
    const { cancelClustering } = await api.data(CANCEL, { id });
    expect(cancelClustering).toMatchObject({
      id,
      status: "CANCELLED",
      error: null,
      finishedAt: expect.any(String) as string,
    });
    expect(await api.data(STATUS, { id })).toMatchObject({
      clustering: { status: "CANCELLED", projection: { status: "CANCELLED" } },
      server: { queueLength: 0 },
    });
    expect(
      await api.refusal(`query ($id: ID) { clustering(id: $id) { clusters { totalCount } } }`, { id }),
    ).toMatchObject({
      code: "RUN_NOT_FINISHED",
    });
    await api.recluster({ layout: false });
  });

  it("that was cancelled is not the same work: the next request makes a run of its own, from the stages that were done", async () => {
    const id = await api.start(long(2));
    await inStage(id, "LAYOUT");
    await api.data(CANCEL, { id });
    const next = await api.start(long(2));
    expect(next).not.toBe(id);
    await inStage(next, "LAYOUT");
    const { clustering } = await api.data(`query ($id: ID) { clustering(id: $id) { stages { stage cached } } }`, {
      id: next,
    });
    const cached = Object.fromEntries(clustering.stages.map((report: Data) => [report.stage, report.cached]));
    expect(cached).toEqual({ SNAPSHOT: true, NEIGHBORS: true, FOREST: true, CLUSTERS: true, LABELS: true });
    await api.data(CANCEL, { id: next });
  });

  it.each(["SNAPSHOT", "NEIGHBORS", "FOREST", "CLUSTERS", "LABELS"])("can be cancelled from %s on", async (stage) => {
    const minSamples = 10 + stage.length;
    const id = await api.start({ ...long(8), minSamples });
    for await (const { data } of api.progress(id)) {
      const { stage: present } = data.clusteringProgress;
      if (present !== null && STAGES.indexOf(present) >= STAGES.indexOf(stage)) break;
    }
    expect((await api.data(CANCEL, { id })).cancelClustering.status).toBe("CANCELLED");
    expect((await api.data(STATUS, { id })).server.queueLength).toBe(0);
  });

  it("can be cancelled at the very moment it is asked for", async () => {
    const id = await api.start(long(9));
    expect((await api.data(CANCEL, { id })).cancelClustering.status).toBe("CANCELLED");
    expect(await api.ended(id)).toMatchObject({ status: "CANCELLED", error: null });
  });

  it("can be cancelled while it waits for its turn", async () => {
    const [first, second] = [await api.start(long(3)), await api.start(long(4))];
    await inStage(first, "LAYOUT");
    expect((await api.data(STATUS, { id: second })).server.queueLength).toBe(2);
    expect((await api.data(CANCEL, { id: second })).cancelClustering).toMatchObject({ status: "CANCELLED" });
    expect((await api.data(STATUS, { id: first })).clustering.status).toBe("RUNNING");
    await api.data(CANCEL, { id: first });
  });

  it("stays as it is when it has ended already, or was cancelled before", async () => {
    const id = await api.recluster({ layout: false, minClusterSize: 5 });
    expect((await api.data(CANCEL, { id })).cancelClustering).toMatchObject({ status: "SUCCEEDED" });
    const stopped = await api.start(long(5));
    await inStage(stopped, "LAYOUT");
    const once = await api.data(CANCEL, { id: stopped });
    expect(await api.data(CANCEL, { id: stopped })).toEqual(once);
  });

  it("is cancelled and gone when it is deleted, and who watches it is told the end", async () => {
    const id = await api.start(long(6));
    await inStage(id, "LAYOUT");
    const watching = api.progress(id);
    await watching.next();
    expect((await api.data(DELETE, { id })).deleteClustering).toBe(true);
    for await (const _ of watching);
    expect((await api.data(STATUS, { id })).clustering).toBeNull();
    expect(await api.refusal(DELETE, { id })).toMatchObject({ code: "NOT_FOUND", extensions: { kind: "Clustering" } });
    expect(await api.refusal(CANCEL, { id })).toMatchObject({ code: "NOT_FOUND" });
  });

  it("leaves other runs whole when it is deleted after its end, its map included", async () => {
    const input = { projection: { neighbors: 10, epochs: 5 } };
    const [first, second] = [await api.recluster(input), await api.recluster({ ...input, minClusterSize: 4 })];
    await api.data(DELETE, { id: first });
    const { clustering } = await api.data(
      `query ($id: ID) { clustering(id: $id) { clusters { totalCount } recut(minClusterSize: 3) { clusterCount } projection { clustering { id } columns { count labels } } } }`,
      { id: second },
    );
    expect(clustering.projection).toMatchObject({ clustering: { id: second }, columns: { count: 600 } });
    const { projection } = await api.data(`{ projection { status clustering { id } columns { count labels } } }`);
    // The run it was asked through first is gone; the first that uses it now is the other one.
    expect(projection.clustering).toEqual({ id: second });
    expect(projection.columns.labels).toEqual(clustering.projection.columns.labels);
    expect(await api.start({ ...input, minClusterSize: 4 })).toBe(second);
    expect(await api.start({ ...input })).not.toBe(first);
  });

  it("leaves its map when it is deleted, whatever runs come after", async () => {
    const id = await api.recluster({ projection: { neighbors: 12, epochs: 5 } });
    const { projection } = await api.data(`{ projection { id columns { x y } } }`);
    await api.data(DELETE, { id });
    await api.recluster({ layout: false, minClusterSize: 6 });
    const left = await api.data(
      `query ($id: ID) { projection(id: $id) { clustering { id } columns { x y labels } } }`,
      {
        id: projection.id,
      },
    );
    expect(left.projection).toMatchObject({ clustering: null, columns: projection.columns });
    expect(new Set(left.projection.columns.labels)).toEqual(new Set([-1]));
  });

  it("gives its map to the run that finishes it after a cancel", async () => {
    const input = { projection: { neighbors: 60, epochs: 300, seed: 7 } };
    const cancelled = await api.start(input);
    await inStage(cancelled, "LAYOUT");
    await api.data(CANCEL, { id: cancelled });
    const id = await api.recluster(input);
    const { projection } = await api.data(`{ projection { status clustering { id } columns { count labels } } }`);
    expect(projection).toMatchObject({ status: "SUCCEEDED", clustering: { id }, columns: { count: 600 } });
  });
});
