import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 300;
const RECLUSTER = `mutation ($input: ReclusterInput!) {
  recluster(input: $input) { id status stage progress requestedAt startedAt finishedAt documentCount clusterCount noiseCount noiseShare error { code } projection { id } }
}`;
const LAYOUT = { neighbors: 15, epochs: 20 };

describe("recluster", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
  });
  afterAll(() => api.close());

  const recluster = async (input: object): Promise<Data> => (await api.data(RECLUSTER, { input })).recluster;
  const stagesOf = async (id: string): Promise<Data[]> =>
    (
      await api.data(`query ($id: ID) { clustering(id: $id) { stages { stage seconds by cached peakMemoryBytes } } }`, {
        id,
      })
    ).clustering.stages;

  it("returns at once with a run that has no result yet, and tells so to who asks for it", async () => {
    const run = await recluster({ projection: LAYOUT });
    expect(["QUEUED", "RUNNING"]).toContain(run.status);
    expect(run).toMatchObject({
      finishedAt: null,
      documentCount: null,
      clusterCount: null,
      noiseCount: null,
      noiseShare: null,
    });
    const early = await api.ask(`query ($id: ID) { clustering(id: $id) { id clusters { totalCount } } }`, {
      id: run.id,
    });
    if (early.errors) expect(early.errors[0]?.extensions["code"]).toBe("RUN_NOT_FINISHED");
    await api.ended(run.id);
    const again = await recluster({ projection: LAYOUT });
    expect(again).toMatchObject({
      id: run.id,
      status: "SUCCEEDED",
      stage: null,
      progress: 1,
      documentCount: COUNT,
      error: null,
    });
    expect(Date.parse(again.requestedAt)).toBeLessThanOrEqual(Date.parse(again.startedAt));
    expect(Date.parse(again.startedAt)).toBeLessThanOrEqual(Date.parse(again.finishedAt));
    expect(again.noiseShare).toBe(again.noiseCount / COUNT);
  });

  it("reports every stage with time and memory, and what came from the cache", async () => {
    const first = await stagesOf(await api.recluster({ minSamples: 2, projection: LAYOUT }));
    expect(first.map(({ stage }) => stage)).toEqual([
      "SNAPSHOT",
      "NEIGHBORS",
      "FOREST",
      "CLUSTERS",
      "LABELS",
      "LAYOUT",
      "PUBLISH",
    ]);
    for (const { seconds, by, cached, peakMemoryBytes } of first) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(by === "CACHE" || by === "PROCESS").toBe(true);
      if (cached) expect(peakMemoryBytes).toBeNull();
    }
    const byStage = Object.fromEntries(first.map((report) => [report.stage, report]));
    expect(byStage).toMatchObject({
      SNAPSHOT: { cached: true },
      NEIGHBORS: { cached: true, by: "CACHE" },
      FOREST: { cached: false, by: "PROCESS" },
      LAYOUT: { cached: true, by: "CACHE" },
    });
    expect(byStage["FOREST"].peakMemoryBytes).toBeGreaterThan(10 << 20);
  });

  it("gives the same run for the same work, however often and from however many clients it is asked for", async () => {
    const input = { minClusterSize: 4, projection: LAYOUT };
    const ids = await Promise.all(Array.from({ length: 8 }, () => api.start(input)));
    expect(new Set(ids).size).toBe(1);
    await api.ended(ids[0]!);
    expect(await api.start({ ...input, maxClusterSize: null, collection: null, filter: {} })).toBe(ids[0]);
    expect(await api.start({ ...input, minClusterSize: 5 })).not.toBe(ids[0]);
  });

  it("gives a run of its own after the documents have changed", async () => {
    const input = { minClusterSize: 4, layout: false };
    const before = await api.recluster(input);
    const row = newsInputs(COUNT + 1).at(-1)!;
    await api.ingest([row]);
    const after = await api.recluster(input);
    expect(after).not.toBe(before);
    await api.data(`mutation ($keys: [String!]!) { deleteDocuments(keys: $keys) }`, { keys: [row.key] });
    const third = await api.recluster(input);
    // The documents are what they were, so every stage was seen before.
    for (const { stage, cached } of await stagesOf(third))
      if (stage !== "PUBLISH") expect([stage, cached]).toEqual([stage, true]);
  });

  it("gives the run of an idempotencyKey for the same parameters, and refuses others", async () => {
    const input = { minClusterSize: 6, layout: false, idempotencyKey: "nightly" };
    const [one, two] = await Promise.all([api.start(input), api.start(input)]);
    expect(two).toBe(one);
    await api.ended(one!);
    await api.ingest(newsInputs(COUNT + 2).slice(-1));
    expect(await api.start(input)).toBe(one);
    expect(await api.start({ ...input, idempotencyKey: "another" })).not.toBe(one);
    expect(await api.refusal(RECLUSTER, { input: { ...input, minClusterSize: 7 } })).toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
      message: expect.stringContaining("use a new key") as string,
    });
    for (const idempotencyKey of ["", "k".repeat(257)]) {
      expect(await api.refusal(RECLUSTER, { input: { ...input, idempotencyKey } })).toMatchObject({
        code: "BAD_USER_INPUT",
      });
    }
  });

  it("clusters only what passes the filter, and says by what", async () => {
    const filter = { publishedAfter: "2026-01-01T02:00:00Z", keys: newsInputs(200).map(({ key }) => key) };
    const id = await api.recluster({ filter, layout: false });
    const { clustering } = await api.data(
      `query ($id: ID) { clustering(id: $id) { documentCount params { filter } assignments { count documentIds } } document(key: "n-00001") { membership(clustering: $id) { probability } } }`,
      { id },
    );
    expect(clustering.documentCount).toBe(200 - 121);
    expect(clustering.assignments.count).toBe(clustering.documentCount);
    expect(clustering.params.filter).toEqual({ ...filter, publishedAfter: "2026-01-01T02:00:00.000Z" });
    const outside = await api.data(
      `query ($id: ID) { document(key: "n-00001") { membership(clustering: $id) { probability } } }`,
      { id },
    );
    expect(outside.document.membership).toBeNull();
  });

  it.each([
    ["minClusterSize", 1, "minClusterSize must be a whole number from 2 to 2147483647, got 1."],
    ["minClusterSize", -5, "minClusterSize must be a whole number from 2 to 2147483647, got -5."],
    ["minSamples", 0, "minSamples must be a whole number from 1 to 1000, got 0."],
    ["minSamples", 51, "neighbors must be at least minSamples (51), got 50; raise neighbors or lower minSamples."],
    ["neighbors", 0, "neighbors must be a whole number from 1 to 1000, got 0."],
    ["neighbors", 1_000_000_000, "neighbors must be a whole number from 1 to 1000, got 1000000000."],
    ["epsilon", -0.1, /epsilon must be a number from 0 to/],
    ["maxClusterSize", 2, "maxClusterSize must be a whole number from 3 to 2147483647, got 2."],
  ] as const)("refuses %s %d and says what goes", async (name, value, message) => {
    const refusal = await api.refusal(RECLUSTER, { input: { [name]: value } });
    expect(refusal.code).toBe("BAD_USER_INPUT");
    expect(refusal.message).toMatch(message);
  });

  it("refuses a limit that the leaves do not heed, in a run and in a cut, and drops it where the cut takes leaves", async () => {
    const message = expect.stringMatching(/^maxClusterSize 9 has no meaning with selection LEAF/) as string;
    const refused = { code: "BAD_USER_INPUT", message };
    expect(await api.refusal(RECLUSTER, { input: { selection: "LEAF", maxClusterSize: 9 } })).toMatchObject(refused);
    const id = await api.recluster({ maxClusterSize: 20, layout: false });
    const cut = `query ($id: ID, $size: Int) { clustering(id: $id) {
      recut(selection: LEAF, maxClusterSize: $size) { params { selection maxClusterSize } } } }`;
    expect(await api.refusal(cut, { id, size: 9 })).toMatchObject(refused);
    const { clustering } = await api.data(cut, { id });
    expect(clustering.recut.params).toEqual({ selection: "LEAF", maxClusterSize: null });
  });

  it.each([
    [{ neighbors: 1 }, "projection.neighbors must be a whole number from 2 to 1000, got 1."],
    [{ minDist: 1 }, "projection.minDist must be a number from 0 to 0.99, got 1."],
    [{ epochs: 0 }, "projection.epochs must be a whole number from 1 to 5000, got 0."],
  ])("refuses the projection %j and says what goes", async (projection, message) => {
    expect(await api.refusal(RECLUSTER, { input: { projection } })).toMatchObject({ code: "BAD_USER_INPUT", message });
  });

  it("takes more neighbors than there are documents", async () => {
    const id = await api.recluster({ neighbors: 1000, layout: false, minClusterSize: 9 });
    expect(
      (await api.data(`query ($id: ID) { clustering(id: $id) { params { neighbors } } }`, { id })).clustering.params
        .neighbors,
    ).toBe(1000);
  });
});
