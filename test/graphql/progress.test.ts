import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const STAGES = ["SNAPSHOT", "NEIGHBORS", "FOREST", "CLUSTERS", "LABELS", "LAYOUT", "PUBLISH"];
const FINAL = ["SUCCEEDED", "FAILED", "CANCELLED"];
const long = (seed: number): object => ({ projection: { neighbors: 60, epochs: 5000, seed } });
const cancel = `mutation ($id: ID!) { cancelClustering(id: $id) { status } }`;

describe("clusteringProgress", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(400));
  });
  afterAll(() => api.close());

  async function eventsOf(id: string): Promise<Data[]> {
    const events: Data[] = [];
    for await (const { data } of api.progress(id)) events.push(data.clusteringProgress);
    return events;
  }

  it("tells the present state first, goes through the stages in order, and ends after the final state", async () => {
    const id = await api.start({ projection: { neighbors: 20, epochs: 400 } });
    const events = await eventsOf(id);
    expect(events.every((event) => event.id === id)).toBe(true);
    expect(["QUEUED", "RUNNING"]).toContain(events[0].status);
    const progress = events.map((event) => event.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const stages = events.flatMap(({ stage }) => (stage === null ? [] : [STAGES.indexOf(stage)]));
    expect(stages).toEqual(stages.toSorted((a, b) => a - b));
    expect(stages).toContain(STAGES.indexOf("LAYOUT"));
    expect(events.at(-1)).toMatchObject({ status: "SUCCEEDED", progress: 1, stage: null, error: null });
    expect(events.filter(({ status }) => FINAL.includes(status))).toHaveLength(1);
  });

  it("tells the final state alone of a run that has ended", async () => {
    const id = await api.recluster({ layout: false });
    expect(await eventsOf(id)).toMatchObject([{ id, status: "SUCCEEDED", progress: 1 }]);
  });

  it("reaches every subscriber, on one socket or many, also one that comes late", async () => {
    const id = await api.start(long(1));
    const query = `subscription ($id: ID!) { clusteringProgress(id: $id) { status stage collection { documentCount } } }`;
    const socket = api.socket();
    const early = Array.from({ length: 5 }, () => socket.iterate({ query, variables: { id } }));
    for (const each of early)
      expect((await each.next()).value.data.clusteringProgress).toMatchObject({ collection: { documentCount: 400 } });
    const late = api.progress(id);
    expect(["QUEUED", "RUNNING"]).toContain((await late.next()).value.data.clusteringProgress.status);
    await api.data(cancel, { id });
    for (const each of [...early, late]) {
      let last: Data;
      for await (const { data } of each as AsyncIterable<Data>) last = data.clusteringProgress;
      expect(last.status).toBe("CANCELLED");
    }
  });

  it("may be left mid-way: the run goes on, others are still told, and the socket serves the next operation", async () => {
    const id = await api.start(long(2));
    const socket = api.socket();
    const query = `subscription ($id: ID!) { clusteringProgress(id: $id) { status } }`;
    const staying = api.progress(id);
    await staying.next();
    for (let time = 0; time < 30; time++) {
      const leaving = socket.iterate({ query, variables: { id } });
      await leaving.next();
      await leaving.return?.();
    }
    const gone = api.socket();
    const dropped = gone.iterate({ query, variables: { id } });
    await dropped.next();
    gone.terminate();
    const version = (await socket.iterate({ query: "{ server { version } }" }).next()).value;
    expect(version).toEqual({ data: { server: { version: "0.0.0-test" } } });
    const status = async () =>
      (await api.data(`query ($id: ID) { clustering(id: $id) { status } }`, { id })).clustering.status as string;
    // It may have to wait until what the runs before it left is swept away.
    await expect.poll(status).toBe("RUNNING");
    await api.data(cancel, { id });
    let last: Data;
    for await (const { data } of staying) last = data.clusteringProgress;
    expect(last.status).toBe("CANCELLED");
  });

  it("reads afresh with each event", async () => {
    const id = await api.start(long(3));
    const query = `subscription ($id: ID!) { clusteringProgress(id: $id) { status collection { revision } stale } }`;
    const events = api.socket().iterate({ query, variables: { id } }) as unknown as AsyncIterableIterator<Data>;
    const seen: Data[] = [(await events.next()).value.data.clusteringProgress];
    await api.ingest(newsInputs(401).slice(-1));
    await api.data(cancel, { id });
    for await (const { data } of events) seen.push(data.clusteringProgress);
    expect(seen.at(-1)).toEqual({
      status: "CANCELLED",
      collection: { revision: seen[0].collection.revision + 1 },
      stale: true,
    });
  });

  it("is refused for a run that does not exist", async () => {
    for (const id of ["nonsense", ""]) {
      const events = api.progress(id);
      const answer: Data = await events.next().catch((errors: unknown) => ({ value: { errors } }));
      expect(answer.value.errors[0].extensions).toMatchObject({ code: "NOT_FOUND", kind: "Clustering" });
    }
  });
});
