import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { decodeColumns } from "../support/assignment-columns.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 300;
const COLUMNS = "count documentIds labels probabilities outlierScores distances data";
const CUTS: readonly [change: string, input: object][] = [
  ["minClusterSize: 8", { minClusterSize: 8 }],
  ["selection: LEAF", { selection: "LEAF" }],
  ["minClusterSize: 5, selection: LEAF", { minClusterSize: 5, selection: "LEAF" }],
  ["epsilon: 0.9", { epsilon: 0.9 }],
  ["maxClusterSize: 12", { maxClusterSize: 12 }],
  ["allowSingleCluster: true, minClusterSize: 100", { allowSingleCluster: true, minClusterSize: 100 }],
];

describe("assignments", () => {
  let api: ApiHarness;
  let id: string;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
    id = await api.recluster({ projection: { neighbors: 10, epochs: 10 } });
  });
  afterAll(() => api.close());

  const ask = async (fields: string): Promise<Data> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { ${fields} } }`, { id })).clustering;

  it("are one row a document in the order of keys, and agree with membership", async () => {
    const { assignments, noiseCount } = await ask(`noiseCount assignments { ${COLUMNS} }`);
    const { documents: first } = await api.data(
      `{ documents(first: 100) { edges { node { id membership { probability outlierScore cluster { label } } } } } }`,
    );
    expect(assignments.count).toBe(COUNT);
    first.edges.forEach(({ node }: Data, row: number) => {
      expect(assignments.documentIds[row]).toBe(node.id);
      expect(node.membership.cluster?.label ?? -1).toBe(assignments.labels[row]);
      expect(node.membership).toMatchObject({
        probability: assignments.probabilities[row],
        outlierScore: assignments.outlierScores[row],
      });
    });
    for (const column of ["documentIds", "labels", "probabilities", "outlierScores"])
      expect(assignments[column]).toHaveLength(COUNT);
    expect(assignments.labels.filter((label: number) => label === -1)).toHaveLength(noiseCount);
    expect([assignments.distances, assignments.data]).toEqual([null, null]);
  });

  it("say the same as lists and as bytes, in both views", async () => {
    const { raw, rawBytes, nearest, nearestBytes } = await ask(
      `raw: assignments(view: RAW, encoding: JSON) { ${COLUMNS} } rawBytes: assignments(view: RAW, encoding: BASE64) { ${COLUMNS} }
       nearest: assignments(view: NEAREST) { ${COLUMNS} } nearestBytes: assignments(view: NEAREST, encoding: BASE64) { ${COLUMNS} }`,
    );
    expect(rawBytes).toMatchObject({
      count: COUNT,
      documentIds: raw.documentIds,
      labels: null,
      probabilities: null,
      outlierScores: null,
    });
    expect(decodeColumns(rawBytes.data, COUNT, ["int", "float", "float"])).toEqual([
      raw.labels,
      raw.probabilities,
      raw.outlierScores,
    ]);
    expect(decodeColumns(nearestBytes.data, COUNT, ["int", "float", "float", "float"])).toEqual([
      nearest.labels,
      nearest.probabilities,
      nearest.outlierScores,
      nearest.distances,
    ]);
  });

  it("in view NEAREST keep members where they are and give noise the cluster it would join first", async () => {
    const { raw, nearest } = await ask(
      `raw: assignments { ${COLUMNS} } nearest: assignments(view: NEAREST) { ${COLUMNS} }`,
    );
    raw.labels.forEach((label: number, row: number) => {
      if (label !== -1) expect([nearest.labels[row], nearest.distances[row]]).toEqual([label, 0]);
      else expect(nearest.distances[row]).toBeGreaterThan(0);
      expect(nearest.labels[row]).toBeGreaterThanOrEqual(0);
    });
    expect(nearest.probabilities).toEqual(raw.probabilities);
    expect(raw.labels).toContain(-1);
  });

  it.each(CUTS)("of recut(%s) are those of a run with these parameters", async (change, input) => {
    const { recut } = await ask(
      `recut(${change}) { params { minClusterSize minSamples neighbors selection epsilon maxClusterSize allowSingleCluster filter } clusterCount noiseShare sizes titles seconds
        assignments { ${COLUMNS} } nearest: assignments(view: NEAREST, encoding: BASE64) { data } }`,
    );
    const fresh = await api.recluster({ ...input, layout: false });
    const { clustering } = await api.data(
      `query ($id: ID) { clustering(id: $id) {
        params { minClusterSize minSamples neighbors selection epsilon maxClusterSize allowSingleCluster filter } clusterCount noiseShare
        clusters(first: 100, orderBy: LABEL) { edges { node { size title } } }
        assignments { ${COLUMNS} } nearest: assignments(view: NEAREST, encoding: BASE64) { data }
      } }`,
      { id: fresh },
    );
    const { clusters, ...same } = clustering;
    const nodes = clusters.edges.map(({ node }: Data) => node);
    const { seconds, ...cut } = recut;
    expect(cut).toEqual({
      ...same,
      sizes: nodes.map(({ size }: Data) => size),
      titles: nodes.map(({ title }: Data) => title),
    });
    expect(seconds).toBeGreaterThan(0);
  });

  it("of recut without a change are those of the run, and nothing of a cut is kept", async () => {
    const before = (await api.data(`{ clusterings { totalCount } }`)).clusterings.totalCount;
    const { recut, assignments } = await ask(`assignments { ${COLUMNS} } recut { assignments { ${COLUMNS} } }`);
    expect(recut.assignments).toEqual(assignments);
    expect((await api.data(`{ clusterings { totalCount } }`)).clusterings.totalCount).toBe(before);
  });

  it.each([
    ["minClusterSize: 1", "minClusterSize"],
    ["minClusterSize: -1", "minClusterSize"],
    ["epsilon: -1", "epsilon"],
    ["maxClusterSize: 1", "maxClusterSize"],
  ])("of recut(%s) are refused", async (change, argument) => {
    const query = `query ($id: ID) { clustering(id: $id) { recut(${change}) { clusterCount } } }`;
    expect(await api.refusal(query, { id })).toMatchObject({ code: "BAD_USER_INPUT", extensions: { argument } });
  });

  it("of recut say ARTIFACT_EXPIRED where the tree is no longer kept, and the run keeps the rest", async () => {
    for (const at of [1, 2]) {
      await api.ingest(newsInputs(COUNT + at).slice(-1));
      await api.recluster({ layout: false });
    }
    const query = `query ($id: ID) { clustering(id: $id) { recut(minClusterSize: 4) { clusterCount } } }`;
    // Old artifacts are swept soon after the last run of the queue has ended.
    await vi.waitUntil(async () => (await api.ask(query, { id })).errors !== undefined, 10_000);
    expect(await api.refusal(query, { id })).toMatchObject({
      code: "ARTIFACT_EXPIRED",
      message: expect.stringContaining("recluster") as string,
    });
    const kept = await ask(
      `stale assignments { count } clusters { totalCount edges { node { title } } } projection { columns { count } }`,
    );
    expect(kept).toMatchObject({
      stale: true,
      assignments: { count: COUNT },
      projection: { columns: { count: COUNT } },
    });
  });
});
