import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const CUT = `params { minClusterSize minSamples selection exactness } clusterCount noiseShare sizes goalReached goalMessage exactness { mode certified certifiedShare } assignments { labels probabilities }`;
const SWEEP = `minClusterSize selection clusterCount noiseShare persistence largestShare cliff`;

describe("the sweep of a run", () => {
  let api: ApiHarness;
  let id: string;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(400));
    id = await api.recluster({ layout: false });
  });
  afterAll(() => api.close());

  const ask = async (field: string): Promise<Data> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { ${field} } }`, { id })).clustering;

  it("holds at most 64 sizes, that of the run among them with the run's own figures", async () => {
    const { sweep, ...run } = await ask(
      `sweep { ${SWEEP} } clusterCount noiseShare clusters(first: 1) { edges { node { size } } }`,
    );
    expect(sweep.length).toBeLessThanOrEqual(64);
    const sizes = sweep.map((point: Data) => point.minClusterSize);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sweep.find((point: Data) => point.minClusterSize === 3)).toMatchObject({
      selection: "EOM",
      clusterCount: run.clusterCount,
      noiseShare: run.noiseShare,
      largestShare: run.clusters.edges[0].node.size / 400,
    });
  });

  it("says of each size what a cut by it gives, under either selection", async () => {
    for (const selection of ["EOM", "LEAF"]) {
      const { sweep } = await ask(`sweep(selection: ${selection}) { ${SWEEP} }`);
      for (const { minClusterSize, ...point } of sweep.filter((_: Data, i: number) => i % 9 === 0)) {
        const { recut } = await ask(`recut(minClusterSize: ${minClusterSize}, selection: ${selection}) { ${CUT} }`);
        expect([recut.clusterCount, recut.noiseShare]).toEqual([point.clusterCount, point.noiseShare]);
        expect(recut).toMatchObject({ goalReached: null, goalMessage: null });
      }
    }
  });

  it("is where a recut finds what comes nearest to a goal", async () => {
    const swept = [
      ...(await ask(`sweep { ${SWEEP} }`)).sweep,
      ...(await ask(`sweep(selection: LEAF) { ${SWEEP} }`)).sweep,
    ];
    for (const goal of [`maxNoiseShare: 0.25`, `clusterCount: 7`]) {
      const { recut } = await ask(`recut(goal: { ${goal} }) { ${CUT} }`);
      const { minClusterSize, selection } = recut.params;
      const { recut: again } = await ask(
        `recut(minClusterSize: ${minClusterSize}, selection: ${selection}) { ${CUT} }`,
      );
      expect(recut).toEqual({ ...again, goalReached: recut.goalReached, goalMessage: recut.goalMessage });
      const missed = swept.map(({ clusterCount, noiseShare }: Data) =>
        goal.startsWith("max") ? Math.max(0, noiseShare - 0.25) : Math.abs(clusterCount - 7),
      );
      const own = goal.startsWith("max") ? Math.max(0, recut.noiseShare - 0.25) : Math.abs(recut.clusterCount - 7);
      expect(own).toBe(Math.min(...missed));
      expect(recut.goalReached).toBe(own === 0);
    }
  });

  it("gives the nearest, and why, where a goal is out of reach", async () => {
    const { recut } = await ask(`recut(goal: { clusterCount: 399 }) { ${CUT} }`);
    expect(recut.goalReached).toBe(false);
    expect(recut.goalMessage).toContain(`none makes more than ${recut.clusterCount} clusters`);
  });

  it("chooses the parameters of a run that has a goal", async () => {
    const goal = { clusterCount: 12 };
    const { recut } = await ask(`recut(goal: { clusterCount: 12 }) { ${CUT} }`);
    const run = (
      await api.data(
        `query ($id: ID) { clustering(id: $id) { clusterCount params { minClusterSize selection goal } warnings { code } sweep { ${SWEEP} } } }`,
        { id: await api.recluster({ layout: false, goal }) },
      )
    ).clustering;
    const { minClusterSize, selection } = recut.params;
    expect(run.params).toEqual({ minClusterSize, selection, goal });
    expect(run.clusterCount).toBe(recut.clusterCount);
    expect(run.warnings.some(({ code }: Data) => code === "GOAL_MISSED")).toBe(!recut.goalReached);
    expect(run.sweep.map((point: Data) => point.minClusterSize)).toContain(minClusterSize);
    const far = await api.recluster({ layout: false, goal: { clusterCount: 399 } });
    const { clustering } = await api.data(`query ($id: ID) { clustering(id: $id) { warnings { code message } } }`, {
      id: far,
    });
    expect(clustering.warnings).toContainEqual({
      code: "GOAL_MISSED",
      message: expect.stringContaining("none makes more") as string,
    });
  });

  it.each(["{}", "{ maxNoiseShare: 0.1, clusterCount: 3 }", "{ maxNoiseShare: 1.5 }", "{ clusterCount: 0 }"])(
    "refuses the goal %s",
    async (goal) => {
      const refused = await api.refusal(`{ clustering { recut(goal: ${goal}) { clusterCount } } }`);
      expect(refused.code).toBe("BAD_USER_INPUT");
    },
  );

  it("cuts by other minSamples as a run by GRAPH does", async () => {
    for (const minSamples of [1, 8]) {
      const { recut } = await ask(`recut(minSamples: ${minSamples}) { ${CUT} }`);
      expect(recut.params).toMatchObject({ minSamples, exactness: "GRAPH" });
      const run = await api.recluster({ layout: false, minSamples, exactness: "GRAPH" });
      const { clustering } = await api.data(
        `query ($id: ID) { clustering(id: $id) { exactness { mode certified certifiedShare } assignments { labels probabilities } } }`,
        { id: run },
      );
      expect(recut.assignments).toEqual(clustering.assignments);
      expect(recut.exactness).toEqual(clustering.exactness);
    }
    const refused = await api.refusal(`{ clustering { recut(minSamples: 51) { clusterCount } } }`);
    expect(refused).toMatchObject({ code: "BAD_USER_INPUT" });
  });
});
