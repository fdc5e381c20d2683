import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiHarness, type Data } from "../support/api-harness.js";

const ASSIGN = `query ($texts: [String!]!, $id: ID) { assign(texts: $texts, clustering: $id) {
  text probability cluster { id label clustering { id } } nearest { rank distance document { key } } } }`;
const MEMBERSHIP = `membership { provisional probability outlierScore stale clustering { id } cluster { label } soft { probability } }`;

const TOPICS = [
  "storm rain flood wind",
  "vote party poll seat",
  "goal match cup team",
  "bank rate loan bond",
  "star moon orbit probe",
];

/** So many a topic, each with a word of its own, and as many that belong to none. */
function stories(count: number, name: string): { key: string; text: string }[] {
  const word = (at: number): string => String.fromCharCode(97 + at) + name;
  return [...TOPICS, null].flatMap((topic, group) =>
    Array.from({ length: count }, (_, at) => ({
      key: `${name}-${group}-${at}`,
      text: topic ? `${topic} ${topic} ${topic} ${word(at)}` : `${word(at)} alone${word(at)} ${word(at)}other`,
    })),
  );
}

describe("documents that a run has not seen", () => {
  let api: ApiHarness;
  let id: string;
  const seen = stories(12, "seen");
  const later = stories(2, "later");
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(seen);
    id = await api.recluster({ layout: false });
  });
  afterAll(() => api.close());

  const rawLabels = async (): Promise<number[]> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { assignments { labels } } }`, { id })).clustering
      .assignments.labels;

  it("are placed as texts beside their nearest, without being stored", async () => {
    const before = await rawLabels();
    const { documents } = await api.data(`{ documents(first: 100) { edges { node { title text ${MEMBERSHIP} } } } }`);
    const members = documents.edges.map(({ node }: Data) => node).filter(({ membership }: Data) => membership.cluster);
    expect(members.length).toBeGreaterThan(3);
    // The very text of a member of a cluster is beside that member.
    const texts = members.map(({ text }: Data) => text);
    const { assign } = await api.data(ASSIGN, { texts, id });
    assign.forEach(({ text, cluster, probability, nearest }: Data, at: number) => {
      expect(text).toBe(texts[at]);
      expect(nearest[0].distance).toBeLessThan(1e-3);
      expect(nearest.map(({ rank }: Data) => rank)).toEqual(nearest.map((_: Data, i: number) => i + 1));
      expect(cluster?.label).toBe(members[at].membership.cluster.label);
      expect(cluster.clustering.id).toBe(id);
      expect(probability).toBeGreaterThan(0);
    });
    expect(await rawLabels()).toEqual(before);
    expect((await api.data(`{ collection { documentCount } }`)).collection.documentCount).toBe(seen.length);
  });

  it("are placed provisionally once they are stored, as their texts were, until the next run", async () => {
    const texts = later.map(({ text }) => text);
    const { assign } = await api.data(ASSIGN, { texts, id });
    // The newcomers of a topic are where its documents are.
    expect(assign.filter(({ cluster }: Data) => cluster !== null).length).toBeGreaterThanOrEqual(TOPICS.length);
    await api.ingest(later);
    const query = `query ($key: String) { document(key: $key) { ${MEMBERSHIP} } }`;
    for (const [at, { key }] of later.entries()) {
      const { document } = await api.data(query, { key });
      expect(document.membership).toMatchObject({
        provisional: true,
        stale: false,
        probability: assign[at].probability,
        clustering: { id },
        cluster: assign[at].cluster && { label: assign[at].cluster.label },
        soft: [],
      });
    }
    const { document } = await api.data(query, { key: seen[0]?.key });
    expect(document.membership.provisional).toBe(false);
    const next = await api.recluster({ layout: false });
    const { document: now } = await api.data(query, { key: later[0]?.key });
    expect(now.membership).toMatchObject({ provisional: false, clustering: { id: next } });
  });

  it("are refused where they cannot be placed", async () => {
    expect((await api.refusal(ASSIGN, { texts: [" "] })).code).toBe("BAD_USER_INPUT");
    expect((await api.refusal(ASSIGN, { texts: new Array(101).fill("text") })).code).toBe("BAD_USER_INPUT");
    expect((await api.data(ASSIGN, { texts: [] })).assign).toEqual([]);
    await api.data(`mutation { createCollection(input: { name: "bare", dimension: 3 }) { id } }`);
    const refused = await api.refusal(`{ assign(collection: "bare", texts: ["text"]) { text } }`);
    expect(refused.code).toBe("NOT_FOUND");
  });
});
