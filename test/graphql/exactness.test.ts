import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 120;

describe("Clustering.exactness", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
  });
  afterAll(() => api.close());

  const report = async (input: object): Promise<Data> => {
    const id = await api.recluster({ layout: false, ...input });
    const query = `query ($id: ID) { clustering(id: $id) {
      exactness { certified certifiedShare requeriedPoints recallAtK } } }`;
    return (await api.data(query, { id })).clustering.exactness;
  };

  it("calls a tree of complete lists proven, without a question", async () => {
    expect(await report({ neighbors: COUNT - 1 })).toEqual({
      certified: true,
      certifiedShare: 1,
      requeriedPoints: 0,
      recallAtK: null,
    });
  });

  it("counts the questions that short lists take, and proves no more than they allow", async () => {
    const { certified, certifiedShare, requeriedPoints, recallAtK } = await report({ neighbors: 3, minSamples: 3 });
    expect(requeriedPoints).toBeGreaterThan(0);
    expect(certifiedShare).toBeGreaterThan(0);
    expect(certified).toBe(certifiedShare === 1);
    expect(recallAtK).toBeNull();
  });

  it("is null until the run has ended", async () => {
    const { recluster } = await api.data(
      `mutation { recluster(input: { layout: false, minSamples: 5 }) { id status exactness { certified } } }`,
    );
    expect(recluster.exactness).toBeNull();
    await api.ended(recluster.id);
  });
});
