import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";
import { TinyEmbedder } from "../support/tiny-embedder.js";

const RUN = `query ($id: ID) { clustering(id: $id) { noiseShare clusterCount params { minClusterSize minSamples selection } warnings { code message suggestion } } }`;

describe("a run with more than half noise", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(400));
  });
  afterAll(() => api.close());

  const run = async (input: object): Promise<Data> =>
    (await api.data(RUN, { id: await api.recluster(input) })).clustering;
  const strict = { minClusterSize: 12, minSamples: 8, layout: false };

  it("warns HIGH_NOISE with a setting that was tried, which gives just what the warning says", async () => {
    const { noiseShare, warnings } = await run(strict);
    expect(noiseShare).toBeGreaterThan(0.5);
    expect(warnings).toMatchObject([{ code: "HIGH_NOISE" }]);
    const { clusterCount, noiseShare: promised, largestShare: _largest, ...setting } = warnings[0].suggestion;
    expect(promised).toBeLessThan(noiseShare);
    const better = await run({ ...strict, ...setting });
    expect([better.clusterCount, better.noiseShare]).toEqual([clusterCount, promised]);
    expect(warnings[0].message).toContain(
      `leaves ${Math.round(promised * 100)}% in no cluster and makes ${clusterCount} clusters`,
    );
  });

  it("warns with a tried setting also where every stage before the clusters came from the cache", async () => {
    await run({ minClusterSize: 3, minSamples: 8, layout: false });
    const { noiseShare, warnings } = await run({ minClusterSize: 14, minSamples: 8, layout: false });
    expect(noiseShare).toBeGreaterThan(0.5);
    expect(warnings).toMatchObject([{ code: "HIGH_NOISE", suggestion: { noiseShare: expect.any(Number) as number } }]);
  });

  it("is not warned of where it is not so", async () => {
    const { noiseShare, warnings } = await run({ minClusterSize: 2, minSamples: 1, layout: false });
    expect(noiseShare).toBeLessThanOrEqual(0.5);
    expect(warnings).toEqual([]);
  });
});

it("warns MODEL_LANGUAGE where much of the text is in a script that the model does not know", async () => {
  const api = await ApiHarness.open({ embedder: new TinyEmbedder() });
  try {
    await api.ingest(Array.from({ length: 12 }, (_, at) => ({ text: `новости дня номер ${at} news ${at % 3}` })));
    const { clustering } = await api.data(RUN, { id: await api.recluster({ layout: false }) });
    const warning = clustering.warnings.find(({ code }: Data) => code === "MODEL_LANGUAGE");
    expect(warning.message).toContain("Cyrillic");
    expect(warning.message).toContain("EMBEDDING_MODEL");
  } finally {
    await api.close();
  }
});
