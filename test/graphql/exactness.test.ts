import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 120;
/** Lists that leave the tree in doubt. */
const SHORT = { neighbors: 3, minSamples: 3 };

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
      exactness { mode certified certifiedShare requeriedPoints recallAtK } params { exactness }
      assignments { labels probabilities outlierScores } } }`;
    return (await api.data(query, { id })).clustering;
  };

  it("calls a tree of complete lists proven, without a question", async () => {
    expect((await report({ neighbors: COUNT - 1 })).exactness).toEqual({
      mode: "AUTO",
      certified: true,
      certifiedShare: 1,
      requeriedPoints: 0,
      recallAtK: null,
    });
  });

  it("counts the questions that short lists take, and proves no more than they allow", async () => {
    const { certified, certifiedShare, requeriedPoints, recallAtK } = (await report(SHORT)).exactness;
    expect(requeriedPoints).toBeGreaterThan(0);
    expect(requeriedPoints).toBeLessThanOrEqual(COUNT);
    expect(certifiedShare).toBeGreaterThan(0);
    expect(certified).toBe(certifiedShare === 1);
    expect(recallAtK).toBeNull();
  });

  it("CERTIFIED proves all of it, and gives the answer of complete lists to the bit", async () => {
    const complete = await report({ ...SHORT, neighbors: COUNT - 1 });
    const proven = await report({ ...SHORT, exactness: "CERTIFIED" });
    expect(proven.params).toEqual({ exactness: "CERTIFIED" });
    expect(proven.exactness).toMatchObject({ mode: "CERTIFIED", certified: true, certifiedShare: 1 });
    expect(proven.assignments).toEqual(complete.assignments);
  });

  it("GRAPH asks for nothing but what joins the graph's components, and says what is certain without a question", async () => {
    const trusted = await report({ ...SHORT, exactness: "GRAPH" });
    const asked = await report({ ...SHORT, exactness: "CERTIFIED" });
    expect(trusted.params).toEqual({ exactness: "GRAPH" });
    const { mode, certified, certifiedShare, requeriedPoints } = trusted.exactness;
    expect([mode, certified]).toEqual(["GRAPH", false]);
    expect(certifiedShare).toBeGreaterThan(0);
    expect(certifiedShare).toBeLessThan(1);
    expect(requeriedPoints).toBeLessThan(asked.exactness.requeriedPoints);
  });

  it("AUTO is the same work as no word about it", async () => {
    const plain = await api.recluster({ layout: false, ...SHORT });
    for (const exactness of ["AUTO", null]) {
      expect(await api.recluster({ layout: false, ...SHORT, exactness })).toBe(plain);
    }
    expect(await api.recluster({ layout: false, ...SHORT, exactness: "CERTIFIED" })).not.toBe(plain);
  });

  it("is null until the run has ended", async () => {
    const { recluster } = await api.data(
      `mutation { recluster(input: { layout: false, minSamples: 5 }) { id status exactness { certified } } }`,
    );
    expect(recluster.exactness).toBeNull();
    await api.ended(recluster.id);
  });
});
