import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.js";
import { ApiHarness, type Data } from "../support/api-harness.js";

const RUN = `query ($id: ID) { clustering(id: $id) { noiseShare clusterCount warnings { code message suggestion } clusters(first: 1) { edges { node { size } } } } }`;

/** A cloud of groups that touch, and a distant handful: the excess of mass takes the whole cloud for one cluster. */
function cloudAndHandful(): object[] {
  const random = seededRandom(11);
  const near = (x: number, y: number, spread: number) => [x + spread * (random() - 0.5), y + spread * (random() - 0.5)];
  const cloud = Array.from({ length: 200 }, (_, i) => near((i % 5) * 0.6, Math.floor((i % 20) / 5) * 0.6, 1));
  const handful = Array.from({ length: 6 }, () => near(40, 40, 0.1));
  return [...cloud, ...handful].map((vector, i) => ({ key: `d${i}`, text: `document ${i}`, vector }));
}

describe("a run with one cluster of nearly everything", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.data(`mutation { createCollection(input: { name: "plane", dimension: 2, metric: L2 }) { id } }`);
    await api.ingest(cloudAndHandful(), "plane");
  });
  afterAll(() => api.close());

  const run = async (input: object): Promise<Data> =>
    (await api.data(RUN, { id: await api.recluster({ collection: "plane", layout: false, ...input }) })).clustering;

  it("warns CLIFF with a setting that was tried and parts it", async () => {
    const { warnings, clusters } = await run({});
    expect(clusters.edges[0].node.size).toBeGreaterThan(103);
    expect(warnings).toMatchObject([{ code: "CLIFF" }]);
    const { clusterCount, noiseShare, largestShare, ...setting } = warnings[0].suggestion;
    expect(largestShare).toBeLessThan(0.5);
    expect(setting.minClusterSize).toBeGreaterThanOrEqual(3);
    const parted = await run(setting);
    expect([parted.clusterCount, parted.noiseShare]).toEqual([clusterCount, noiseShare]);
    expect(parted.clusters.edges[0].node.size).toBeLessThan(103);
  });

  it("does not where one cluster was asked for", async () => {
    const { warnings } = await run({ allowSingleCluster: true });
    expect(warnings.filter(({ code }: Data) => code === "CLIFF")).toEqual([]);
  });
});
