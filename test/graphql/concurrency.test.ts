import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { madeInputs } from "../support/made-space.js";
import { newsInputs } from "../support/news-inputs.js";

const CANCEL = `mutation ($id: ID!) { cancelClustering(id: $id) { status } }`;

describe("many clients at once", () => {
  let api: ApiHarness;
  beforeEach(async () => {
    api = await ApiHarness.open();
  });
  afterEach(() => api.close());

  it("insert each document once, and make one default collection", async () => {
    const rows = madeInputs(60, "COSINE");
    const answers: Data[] = await Promise.all(Array.from({ length: 8 }, () => api.ingest(rows)));
    const sum = (name: string): number => answers.reduce((total, answer) => total + answer[name], 0);
    expect([sum("inserted"), sum("updated"), sum("unchanged")]).toEqual([60, 0, 7 * 60]);
    const { collections, collection } = await api.data(
      `{ collections { totalCount } collection { documentCount revision } }`,
    );
    expect([collections.totalCount, collection]).toEqual([1, { documentCount: 60, revision: 1 }]);
  });

  it("create a collection once: the others hear CONFLICT", async () => {
    const query = `mutation { createCollection(input: { name: "one", dimension: 2 }) { id } }`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.ask(query)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    for (const { errors } of answers) if (errors) expect(errors[0]?.extensions["code"]).toBe("CONFLICT");
  });

  it("write while runs take their snapshots: each run sees the documents of one revision", async () => {
    const rows = madeInputs(200, "COSINE");
    await api.ingest(rows.slice(0, 20));
    const countAt = new Map([[1, 20]]);
    const runs: string[] = [];
    for (let start = 20; start < 200; start += 20) {
      const [written, id] = await Promise.all([
        api.ingest(rows.slice(start, start + 20)),
        api.start({ layout: false, minClusterSize: 2 + (start % 3) }),
      ]);
      countAt.set(written.revision, start + 20);
      runs.push(id);
    }
    for (const id of new Set(runs)) {
      expect(await api.ended(id)).toMatchObject({ status: "SUCCEEDED" });
      const { clustering } = await api.data(
        `query ($id: ID) { clustering(id: $id) { collectionRevision documentCount assignments { count } } }`,
        { id },
      );
      expect(clustering.documentCount).toBe(countAt.get(clustering.collectionRevision));
      expect(clustering.assignments.count).toBe(clustering.documentCount);
    }
  });

  it("read and write while a run is at work", async () => {
    await api.ingest(newsInputs(300));
    const first = await api.recluster({ layout: false });
    const id = await api.start({ projection: { neighbors: 60, epochs: 5000 } });
    for await (const { data } of api.progress(id)) if (data.clusteringProgress.stage === "LAYOUT") break;
    await Promise.all([
      ...Array.from({ length: 20 }, () =>
        api.data(`{ documents(first: 20) { edges { node { neighbors(k: 5) { rank } } } } }`),
      ),
      api.data(
        `query ($id: ID) { clustering(id: $id) { clusters { totalCount } recut(minClusterSize: 5) { clusterCount } } }`,
        { id: first },
      ),
      api.ingest(newsInputs(301).slice(-1)),
    ]);
    expect((await api.data(`query ($id: ID) { clustering(id: $id) { status } }`, { id })).clustering.status).toBe(
      "RUNNING",
    );
    expect((await api.data(CANCEL, { id })).cancelClustering.status).toBe("CANCELLED");
  });

  it("start and cancel runs as they like: each run ends once, and the queue is empty then", async () => {
    await api.ingest(newsInputs(120));
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, at) => api.start({ minClusterSize: 2 + at, layout: false })),
    );
    const answers: Data[] = await Promise.all(
      ids.filter((_, at) => at % 2 === 0).map((id) => api.data(CANCEL, { id })),
    );
    for (const { cancelClustering } of answers) expect(["CANCELLED", "SUCCEEDED"]).toContain(cancelClustering.status);
    for (const [at, id] of ids.entries()) {
      const { status } = await api.ended(id);
      if (at % 2 === 1) expect(status).toBe("SUCCEEDED");
      else expect(["CANCELLED", "SUCCEEDED"]).toContain(status);
    }
    expect(answers.filter(({ cancelClustering }) => cancelClustering.status === "CANCELLED").length).toBeGreaterThan(0);
  });

  it("are told QUEUE_FULL when a hundred runs wait", async () => {
    await api.ingest(newsInputs(300));
    const long = await api.start({ projection: { neighbors: 60, epochs: 5000 } });
    const query = `mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`;
    const ids: string[] = [];
    let refused;
    for (let at = 0; !refused && at < 110; at++) {
      const answer = await api.ask(query, { input: { minClusterSize: 2 + at, layout: false } });
      if (answer.errors) refused = answer.errors[0];
      else ids.push(answer.data.recluster.id);
    }
    expect(refused).toMatchObject({ extensions: { code: "QUEUE_FULL" } });
    expect(ids).toHaveLength(99);
    for (const id of ids.slice(1)) await api.data(CANCEL, { id });
    await api.data(CANCEL, { id: long });
    expect(await api.ended(ids[0]!)).toMatchObject({ status: "SUCCEEDED" });
  });
});
