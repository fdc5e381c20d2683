import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { storyInputs } from "../support/stories.js";

describe("a run after its documents have changed", () => {
  let api: ApiHarness;
  let id: string;
  const RUN = `query ($id: ID) { clustering(id: $id) {
    stale collectionRevision documentCount clusters(first: 1) { edges { node { size title members(first: 100, orderBy: NEWEST) { edges { node { key stale probability document { key text } } } } } } }
  } }`;
  const member = (clustering: Data, key: string): Data =>
    clustering.clusters.edges[0].node.members.edges
      .map(({ node }: Data) => node)
      .find((each: Data) => each.key === key);
  const run = async (): Promise<Data> => (await api.data(RUN, { id })).clustering;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(storyInputs());
    id = await api.recluster({ minSamples: 2, layout: false });
  });
  afterAll(() => api.close());

  it("is not stale before, also not after the same documents came again", async () => {
    await api.ingest(storyInputs());
    expect(await run()).toMatchObject({ stale: false, collectionRevision: 1, documentCount: 39 });
    expect(member(await run(), "s0-3")).toMatchObject({ stale: false, document: { key: "s0-3" } });
  });

  it("keeps what it saw: members and sizes stay, changed ones are stale, deleted ones have no document", async () => {
    const before = await run();
    const [changed, touched] = [storyInputs()[3]!, storyInputs()[4]!];
    await api.ingest([
      { ...changed, text: "something else altogether" },
      { ...touched, url: "https://example.org/" },
    ]);
    await api.data(`mutation { deleteDocuments(keys: ["s0-5"]) }`);
    const after = await run();
    expect(after).toMatchObject({ stale: true, collectionRevision: 1, documentCount: 39 });
    expect(member(after, "s0-3")).toEqual({
      ...member(before, "s0-3"),
      stale: true,
      document: { key: "s0-3", text: "something else altogether" },
    });
    expect(member(after, "s0-4")).toEqual(member(before, "s0-4"));
    expect(member(after, "s0-5")).toEqual({ ...member(before, "s0-5"), stale: true, document: null });
    const { document, gone } = await api.data(
      `{ document(key: "s0-3") { membership { stale probability cluster { label } clustering { id } } } gone: document(key: "s0-5") { key } }`,
    );
    expect(document.membership).toMatchObject({ stale: true, cluster: { label: 0 }, clustering: { id } });
    expect(gone).toBeNull();
  });

  it("is followed by a run of its own that sees the new state, while the old one stays", async () => {
    const next = await api.recluster({ minSamples: 2, layout: false });
    expect(next).not.toBe(id);
    const { clustering } = await api.data(`{ clustering { id stale documentCount } }`);
    expect(clustering).toEqual({ id: next, stale: false, documentCount: 38 });
    expect(await run()).toMatchObject({ stale: true, documentCount: 39 });
    const { document } = await api.data(
      `query ($old: ID) { document(key: "s0-4") { now: membership { stale clustering { id } } then: membership(clustering: $old) { stale clustering { id } } } }`,
      { old: id },
    );
    expect(document).toEqual({
      now: { stale: false, clustering: { id: next } },
      then: { stale: false, clustering: { id } },
    });
  });

  it("makes filters by its clusters mean what it saw", async () => {
    const { clustering } = await api.data(
      `query ($id: ID) { clustering(id: $id) { clusters(first: 1) { edges { node { id size } } } } }`,
      { id },
    );
    const [{ node }] = clustering.clusters.edges;
    const { documents } = await api.data(
      `query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }`,
      { filter: { cluster: node.id } },
    );
    // The deleted one is a member still, but no document.
    expect(documents.totalCount).toBe(node.size - 1);
  });
});
