import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";

const RUN = `query ($id: ID, $collection: String) {
  clustering(id: $id) {
    status documentCount clusterCount noiseCount noiseShare warnings { code }
    clusters { totalCount edges { node { title size members { totalCount } } } } noise { totalCount edges { node { key probability } } }
    assignments(view: NEAREST) { count labels probabilities outlierScores distances }
    projection { status columns { count x y labels } }
  }
  documents(collection: $collection) { totalCount edges { node { key neighbors { distance document { key } } membership { probability cluster { title } } point { x y } } } }
}`;

describe("a collection of very little", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
  });
  afterAll(() => api.close());

  async function make(name: string, texts: readonly string[]): Promise<void> {
    await api.data(`mutation ($name: String!) { createCollection(input: { name: $name }) { id } }`, { name });
    if (texts.length > 0)
      await api.ingest(
        texts.map((text, at) => ({ key: `t${at}`, text })),
        name,
      );
  }
  async function run(name: string, input: object = {}): Promise<Data> {
    const id = await api.recluster({ collection: name, ...input });
    return api.data(RUN, { id, collection: name });
  }

  it("of no documents is refused with what to do, and nothing is left behind", async () => {
    await make("none", []);
    const query = `mutation ($name: String!) { recluster(input: { collection: $name }) { id } }`;
    expect(await api.refusal(query, { name: "none" })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "Collection none has no documents; ingest some first.",
    });
    expect((await api.data(`{ clusterings(collection: "none") { totalCount } }`)).clusterings.totalCount).toBe(0);
    expect(await api.refusal(query, { name: "default" })).toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([1, 2])("of %i documents ends with all of them noise, and a map", async (count) => {
    await make(`few_${count}`, ["red fox", "blue whale"].slice(0, count));
    const { clustering, documents } = await run(`few_${count}`);
    expect(clustering).toMatchObject({
      status: "SUCCEEDED",
      documentCount: count,
      clusterCount: 0,
      noiseCount: count,
      noiseShare: 1,
      warnings: [{ code: "HIGH_NOISE" }],
      clusters: { totalCount: 0, edges: [] },
      noise: { totalCount: count },
      assignments: { count, labels: Array(count).fill(-1), probabilities: Array(count).fill(0) },
      projection: { status: "SUCCEEDED", columns: { count, labels: Array(count).fill(-1) } },
    });
    const { x, y } = clustering.projection.columns;
    for (const value of [...x, ...y]) expect(Number.isFinite(value)).toBe(true);
    for (const { node } of documents.edges) {
      expect(node.neighbors).toHaveLength(count - 1);
      expect(node.membership).toEqual({ probability: 0, cluster: null });
      expect(node.point).toEqual({ x: expect.any(Number) as number, y: expect.any(Number) as number });
    }
  });

  it.each([3, 30])("of %i equal texts ends well, whether or not one cluster may hold everything", async (count) => {
    await make(`same_${count}`, Array<string>(count).fill("one and the same"));
    const { clustering, documents } = await run(`same_${count}`);
    expect(clustering).toMatchObject({ status: "SUCCEEDED", documentCount: count });
    expect(clustering.clusterCount * count + clustering.noiseCount).toBe(count);
    for (const { node } of documents.edges) {
      expect(node.neighbors.map(({ distance }: Data) => distance)).toEqual(Array(Math.min(10, count - 1)).fill(0));
    }
    const { outlierScores, distances } = clustering.assignments;
    for (const value of [...outlierScores, ...distances]) expect(Number.isFinite(value)).toBe(true);
    const single = await run(`same_${count}`, { allowSingleCluster: true, layout: false });
    expect(single.clustering).toMatchObject({ status: "SUCCEEDED", documentCount: count });
    expect(single.clustering.clusterCount).toBe(1);
    expect(single.clustering.clusters.edges[0].node).toMatchObject({ size: count, title: "one and the same" });
  });

  it("whose filter lets nothing through is refused", async () => {
    await make("filtered", ["a", "b"]);
    const query = `mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`;
    const input = { collection: "filtered", filter: { keys: ["none"] } };
    expect(await api.refusal(query, { input })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "No document of collection filtered matches the filter; widen it.",
    });
  });
});
