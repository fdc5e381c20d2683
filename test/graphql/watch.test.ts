import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { MADE_DIMENSION } from "../support/made-space.js";
import { story } from "../support/story-vectors.js";

const WATCH = `mutation ($input: WatchInput!) { watchCollection(input: $input) {
  watch { afterDocuments everyMinutes windowDays nextAt lastClustering { id } } } }`;
const STATE = `{ collection { watch { afterDocuments nextAt lastClustering { id status } }
  clusterings { edges { node { id status documentCount params { minSamples filter } } } } } }`;
const RECLUSTER = { minSamples: 2, minClusterSize: 4, layout: false };

/** As the API takes it: published on this day, counted back from now. */
function daysAgo(documents: object[], days: number): object[] {
  const publishedAt = new Date(Date.now() - days * 86_400_000).toISOString();
  return documents.map((document) => ({ ...document, publishedAt }));
}

describe("a watched collection", () => {
  let api: ApiHarness;
  beforeEach(async () => {
    api = await ApiHarness.open({ embedder: null });
    await api.data(`mutation { createCollection(input: { name: "default", dimension: ${MADE_DIMENSION} }) { id } }`);
  });
  afterEach(() => api.close());

  const runs = async (): Promise<Data[]> =>
    (await api.data(STATE)).collection.clusterings.edges.map(({ node }: Data) => node);
  /** The runs, newest first, when there are so many and all have succeeded. */
  const succeeded = async (count: number): Promise<Data[]> => {
    for (;;) {
      const found = await runs();
      expect(found.length).toBeLessThanOrEqual(count);
      // Never two at once.
      expect(found.filter(({ status }) => status === "QUEUED" || status === "RUNNING").length).toBeLessThanOrEqual(1);
      if (found.length === count && found.every(({ status }) => status === "SUCCEEDED")) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const events = (query: string): AsyncIterableIterator<Data> =>
    api.socket().iterate({ query }) as unknown as AsyncIterableIterator<Data>;

  it("is reclustered after so many documents, and tells what happens to topics as it happens", async () => {
    const { watchCollection } = await api.data(WATCH, { input: { afterDocuments: 20, recluster: RECLUSTER } });
    expect(watchCollection.watch).toEqual({
      afterDocuments: 20,
      everyMinutes: null,
      windowDays: null,
      nextAt: null,
      lastClustering: null,
    });
    const states = events("subscription { collectionChanged { revision documentCount clustering { id } } }");
    expect((await states.next()).value.data.collectionChanged).toEqual({
      revision: 0,
      documentCount: 0,
      clustering: null,
    });
    const told = events(`subscription { topicChanges(kinds: [BORN, GREW]) {
      kind title after { size lineage } clustering { id } lineage } }`);
    const next = async (): Promise<Data> => (await told.next()).value.data.topicChanges;
    const first = next();

    await api.ingest(story(0, 0, 12));
    expect(await runs()).toEqual([]);
    await api.ingest(story(2, 0, 8));
    const [run] = await succeeded(1);
    expect(run).toMatchObject({ documentCount: 20, params: { minSamples: 2, filter: null } });
    const born = [await first, await next()];
    expect(born.map(({ kind, after }) => [kind, after[0].size]).sort()).toEqual([
      ["BORN", 12],
      ["BORN", 8],
    ]);
    expect(born.every(({ clustering }) => clustering.id === run.id)).toBe(true);

    // The same again is no new document.
    await api.ingest(story(2, 0, 8));
    await api.ingest(story(2, 8, 27));
    expect((await runs()).length).toBe(1);
    await api.ingest(story(2, 27, 28));
    const [latest] = await succeeded(2);
    const grew = await next();
    expect(grew).toMatchObject({
      kind: "GREW",
      clustering: { id: latest.id },
      after: [{ size: 28, lineage: grew.lineage }],
    });
    expect(born.map(({ lineage }) => lineage)).toContain(grew.lineage);
    const { collection } = await api.data(STATE);
    expect(collection.watch.lastClustering).toEqual({ id: latest.id, status: "SUCCEEDED" });
    for await (const { data } of states) if (data.collectionChanged.clustering?.id === latest.id) break;
  });

  it("waits for the run under way, and then sees all that came meanwhile in one run", async () => {
    await api.ingest([...story(0, 0, 12), ...story(2, 0, 8)]);
    const first = await api.start(RECLUSTER);
    await api.data(WATCH, { input: { afterDocuments: 5, recluster: RECLUSTER } });
    for (let from = 0; from < 20; from += 5) await api.ingest(story(4, from, from + 5));
    const found = await succeeded(2);
    expect(found.map(({ id }) => id)).toContain(first);
    expect(found[0].documentCount).toBe(40);
  });

  it("is watched over a restart, which forgets no document", async () => {
    await api.ingest([...story(0, 0, 12), ...story(2, 0, 8)]);
    await api.recluster(RECLUSTER);
    const settings = { afterDocuments: 10, everyMinutes: 60, recluster: { ...RECLUSTER, minSamples: 3 } };
    await api.data(WATCH, { input: settings });
    await api.ingest(story(4, 0, 6));
    const { directory } = api;
    await api.close({ keep: true });
    api = await ApiHarness.open({ embedder: null, directory });
    const { watch } = (await api.data(STATE)).collection;
    expect(watch.afterDocuments).toBe(10);
    expect(Date.parse(watch.nextAt)).toBeGreaterThan(Date.now());
    await api.ingest(story(4, 6, 9));
    expect((await runs()).length).toBe(1);
    await api.ingest(story(4, 9, 10));
    expect((await succeeded(2))[0]).toMatchObject({ documentCount: 30, params: { minSamples: 3 } });
  });

  it("clusters the window of days only, and is left alone when it is no longer watched", async () => {
    await api.ingest([...daysAgo(story(0, 0, 12), 30), ...daysAgo(story(2, 0, 8), 2), ...story(6, 0, 3)]);
    await api.data(WATCH, { input: { afterDocuments: 10, windowDays: 7, recluster: RECLUSTER } });
    // What was there has been waiting, and no run had seen it.
    const [run] = await succeeded(1);
    expect(run.documentCount).toBe(8);
    expect(run.params.filter.publishedAfter).toBeDefined();
    const { unwatchCollection } = await api.data("mutation { unwatchCollection { watch { afterDocuments } } }");
    expect(unwatchCollection.watch).toBeNull();
    await api.ingest(daysAgo(story(4, 0, 15), 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await runs()).length).toBe(1);
  });

  it("is not watched by settings that cannot be used", async () => {
    const refused = async (input: object): Promise<unknown> => {
      const { code, extensions } = await api.refusal(WATCH, { input });
      return [code, extensions["argument"]];
    };
    expect(await refused({ afterDocuments: 0 })).toEqual(["BAD_USER_INPUT", "afterDocuments"]);
    expect(await refused({ everyMinutes: 0 })).toEqual(["BAD_USER_INPUT", "everyMinutes"]);
    expect(await refused({ windowDays: 0 })).toEqual(["BAD_USER_INPUT", "windowDays"]);
    expect(await refused({ recluster: { minSamples: 0 } })).toEqual(["BAD_USER_INPUT", "minSamples"]);
    expect(await refused({ recluster: { collection: "other" } })).toEqual(["BAD_USER_INPUT", "recluster.collection"]);
    expect(await refused({ recluster: { idempotencyKey: "k" } })).toEqual([
      "BAD_USER_INPUT",
      "recluster.idempotencyKey",
    ]);
    expect((await api.data(STATE)).collection.watch).toBeNull();
    expect(
      (await api.data(WATCH, { input: { afterDocuments: null, everyMinutes: null } })).watchCollection.watch,
    ).toMatchObject({ afterDocuments: 100, everyMinutes: null });
  });
});
