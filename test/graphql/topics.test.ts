import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readOnlyDatabase } from "../../src/database/read-only-database.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { MADE_DIMENSION } from "../support/made-space.js";
import { story, STORY_START as START } from "../support/story-vectors.js";

const DAY = 86_400_000;
const FIELDS = `kind lineage title sharedDocuments at clustering { id }
  before { id label size clustering { id } } after { id label size clustering { id } }`;
const CLUSTERS = `query ($id: ID!) { clustering(id: $id) { clusters(first: 100) { edges { node {
  id label size title lineage members(first: 100) { edges { node { key } } }
} } } } }`;

describe("topics over the runs of a collection", () => {
  let api: ApiHarness;
  beforeEach(async () => {
    api = await ApiHarness.open({ embedder: null });
    await api.data(`mutation { createCollection(input: { name: "default", dimension: ${MADE_DIMENSION} }) { id } }`);
  });
  afterEach(() => api.close());

  const run = (input: object = {}): Promise<string> =>
    api.recluster({ minSamples: 2, minClusterSize: 4, layout: false, ...input });
  /** By the story that its first member tells. */
  const topicsOf = async (id: string): Promise<Record<string, Data>> => {
    const { clustering } = await api.data(CLUSTERS, { id });
    const nodes = clustering.clusters.edges.map(({ node }: Data) => node);
    return Object.fromEntries(nodes.map((node: Data) => [node.members.edges[0].node.key.slice(0, 2), node]));
  };
  const changes = async (kinds?: string[]): Promise<Data[]> => {
    const query = `query ($kinds: [TopicChangeKind!]) { collection { changes(first: 100, kinds: $kinds) {
      totalCount edges { node { ${FIELDS} } } } } }`;
    const { collection } = await api.data(query, { kinds });
    expect(collection.changes.totalCount).toBe(collection.changes.edges.length);
    return collection.changes.edges.map(({ node }: Data) => node);
  };
  const brief = ({ kind, before, after, sharedDocuments }: Data): unknown[] => [
    kind,
    before.map(({ size }: Data) => size),
    after.map(({ size }: Data) => size),
    sharedDocuments,
  ];

  it("keep their lineage and the title given by hand while documents come, and say what is new", async () => {
    await api.ingest([...story(0, 0, 10), ...story(2, 0, 9)]);
    const first = await run();
    const before = await topicsOf(first);
    expect(before["s0"].lineage).not.toBe(before["s2"].lineage);
    expect((await changes()).map(({ kind }) => kind)).toEqual(["BORN", "BORN"]);

    const rename = `mutation ($id: ID!, $title: String!) { renameCluster(id: $id, title: $title) { id title lineage } }`;
    const named = await api.data(rename, { id: before["s2"].id, title: "  The second\n story " });
    expect(named.renameCluster).toEqual({
      id: before["s2"].id,
      title: "The second story",
      lineage: before["s2"].lineage,
    });

    await api.ingest([...story(2, 9, 30), ...story(5, 0, 8)]);
    const second = await run();
    const after = await topicsOf(second);
    // The second story is the largest now, and label 0.
    expect(after["s2"]).toMatchObject({ label: 0, size: 30, lineage: before["s2"].lineage, title: "The second story" });
    expect(after["s0"]).toMatchObject({ lineage: before["s0"].lineage, title: before["s0"].title });
    const told = (await changes()).filter(({ clustering }) => clustering.id === second);
    expect(told.map(brief)).toEqual([
      ["BORN", [], [8], 0],
      ["GREW", [9], [30], 9],
      ["CONTINUED", [10], [10], 10],
    ]);
    expect(told[1]).toMatchObject({ title: "The second story", lineage: before["s2"].lineage });
    expect(told[1].before[0]).toMatchObject({ id: before["s2"].id, clustering: { id: first } });
    expect((await changes(["GREW"])).length).toBe(1);

    // Taken back, in every run.
    await api.data(rename, { id: after["s2"].id, title: "" });
    expect((await topicsOf(first))["s2"].title).toBe(before["s2"].title);
  });

  it("go on as a window moves, die, and come back as themselves", async () => {
    const window = (from: number, to: number): object => ({
      filter: {
        publishedAfter: new Date(START + from * DAY - 1).toISOString(),
        publishedBefore: new Date(START + to * DAY).toISOString(),
      },
    });
    // Two go on through all days, one has too few documents on day 1, and one begins on day 3.
    for (const axis of [0, 2]) {
      for (let day = 0; day < 4; day++) await api.ingest(story(axis, day * 10, day * 10 + 10, day));
    }
    await api.ingest([...story(4, 0, 5, 0), ...story(4, 5, 8, 2), ...story(6, 0, 9, 3)]);
    const days = [];
    for (const [from, to] of [
      [0, 2],
      [1, 3],
      [0, 3],
      [2, 4],
    ] as const)
      days.push(await topicsOf(await run(window(from, to))));
    for (const topic of ["s0", "s2"]) expect(new Set(days.map((topics) => topics[topic].lineage)).size).toBe(1);
    expect(days[1]?.["s4"]).toBeUndefined();
    expect(days[2]?.["s4"].lineage).toBe(days[0]?.["s4"].lineage);
    const told = await changes(["BORN", "DIED", "GREW"]);
    expect(told.map(({ kind, title, before, after }) => [kind, title.slice(-2), before.length, after.length])).toEqual([
      ["BORN", "gg", 0, 1],
      ["DIED", "ee", 1, 0],
      ["GREW", "ee", 1, 1],
      ["GREW", "aa", 1, 1],
      ["GREW", "cc", 1, 1],
      ["DIED", "ee", 1, 0],
      ["BORN", "aa", 0, 1],
      ["BORN", "cc", 0, 1],
      ["BORN", "ee", 0, 1],
    ]);
  });

  it("of two runs are compared in either direction", async () => {
    await api.ingest([...story(0, 0, 12), ...story(2, 0, 9), ...story(4, 0, 6)]);
    const fine = await run();
    const coarse = await run({ minClusterSize: 7 });
    const query = `query ($before: ID!, $after: ID!) { compareClusterings(before: $before, after: $after) {
      agreement changes { ${FIELDS} } } }`;
    const { compareClusterings: forth } = await api.data(query, { before: fine, after: coarse });
    const { compareClusterings: back } = await api.data(query, { before: coarse, after: fine });
    const { compareClusterings: same } = await api.data(query, { before: fine, after: fine });
    expect(same.agreement).toBe(1);
    // The smallest became noise, which is a group like any other to the index.
    expect(forth.agreement).toBe(back.agreement);
    expect(forth.changes.map(brief)).toEqual([
      ["DIED", [6], [], 0],
      ["CONTINUED", [12], [12], 12],
      ["CONTINUED", [9], [9], 9],
    ]);
    expect(back.changes.map(brief)[0]).toEqual(["BORN", [], [6], 0]);
    const { lineage } = back.changes[0];
    expect(forth.changes[0].lineage).toBe(lineage);

    await api.data(`mutation { createCollection(input: { name: "other", dimension: ${MADE_DIMENSION} }) { id } }`);
    await api.ingest(story(0, 0, 8), "other");
    const other = await run({ collection: "other" });
    expect((await api.refusal(query, { before: fine, after: other })).code).toBe("BAD_USER_INPUT");
  });

  it("are untouched by runs with another filter, whose clusters are the same topics", async () => {
    await api.ingest([...story(0, 0, 10), ...story(2, 0, 9)]);
    const all = await topicsOf(await run());
    const keys = story(2, 0, 9).map((document) => (document as { key: string }).key);
    const some = await topicsOf(await run({ filter: { keys }, allowSingleCluster: true }));
    expect(some["s2"].lineage).toBe(all["s2"].lineage);
    expect(await changes(["DIED"])).toEqual([]);
  });

  it("leave nothing behind when runs and collections go", async () => {
    await api.ingest([...story(0, 0, 10), ...story(2, 0, 9)]);
    const first = await run();
    const before = await topicsOf(first);
    await api.ingest(story(2, 9, 12));
    const second = await run();
    const remove = `mutation ($id: ID!) { deleteClustering(id: $id) }`;
    await api.data(remove, { id: first });
    // The second run lives on with its lineages; what it was compared with is gone.
    expect((await topicsOf(second))["s2"].lineage).toBe(before["s2"].lineage);
    expect((await changes()).map(({ kind, before: gone }) => [kind, gone])).toEqual([
      ["GREW", []],
      ["CONTINUED", []],
    ]);
    await api.data(remove, { id: second });
    expect(await changes()).toEqual([]);
    expect((await topicsOf(await run()))["s2"].lineage).not.toBe(before["s2"].lineage);
    await api.data(`mutation { dropCollection(name: "default") }`);
    const database = readOnlyDatabase(join(api.directory, "runs.db"));
    for (const table of ["lineages", "cluster_lineages", "run_traces", "topic_changes"]) {
      expect(database.prepare(`select count(*) as rows from ${table}`).all([])).toEqual([{ rows: 0 }]);
    }
    database.close();
  });

  it("refuse titles that are none, and clusters that are not there", async () => {
    await api.ingest(story(0, 0, 8));
    const id = await run({ allowSingleCluster: true });
    const [topic] = Object.values(await topicsOf(id));
    const rename = `mutation ($id: ID!, $title: String!) { renameCluster(id: $id, title: $title) { id } }`;
    const tooLong = await api.refusal(rename, { id: topic.id, title: "x".repeat(201) });
    expect(tooLong).toMatchObject({ code: "BAD_USER_INPUT", extensions: { argument: "title", max: 200, actual: 201 } });
    expect((await api.refusal(rename, { id, title: "x" })).code).toBe("NOT_FOUND");
    expect((await api.refusal(rename, { id: topic.id, title: "a\u0007b" })).code).toBe("BAD_USER_INPUT");
  });
});
