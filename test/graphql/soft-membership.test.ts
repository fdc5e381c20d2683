import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeColumns } from "../support/assignment-columns.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 300;

describe("soft membership", () => {
  let api: ApiHarness;
  let id: string;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
    id = await api.recluster({ layout: false });
  });
  afterAll(() => api.close());

  const ask = async (field: string): Promise<Data> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { ${field} } }`, { id })).clustering;

  it("gives every document clusters whose probabilities sum to at most 1, the firmest first, as its label", async () => {
    const { soft: view, raw } = await ask(
      `soft: assignments(view: SOFT) { labels probabilities soft { row label probability } } raw: assignments { labels soft { row } }`,
    );
    expect(raw.soft).toBeNull();
    const { row: rows, label, probability } = view.soft;
    const sums = new Float64Array(COUNT);
    rows.forEach((row: number, at: number) => {
      expect(probability[at]).toBeGreaterThan(0);
      sums[row]! += probability[at];
      if (rows[at - 1] === row) expect(probability[at]).toBeLessThanOrEqual(probability[at - 1]);
      else expect([view.labels[row], view.probabilities[row]]).toEqual([label[at], probability[at]]);
    });
    expect([...new Set(rows)]).toHaveLength(COUNT);
    expect(Math.max(...sums)).toBeLessThanOrEqual(1 + 1e-6);
    // Raw labels stay as they are, and members mostly belong most to their own cluster.
    const members = raw.labels.flatMap((own: number, row: number) => (own === -1 ? [] : [own === view.labels[row]]));
    expect(members.filter(Boolean).length / members.length).toBeGreaterThan(0.9);
    expect((await ask(`assignments { labels }`)).assignments.labels).toEqual(raw.labels);
  });

  it("comes as bytes too, of cuts too", async () => {
    const { lists, bytes, recut } = await ask(
      `lists: assignments(view: SOFT) { labels probabilities outlierScores soft { row label probability } }
       bytes: assignments(view: SOFT, encoding: BASE64) { data labels soft { row } }
       recut { assignments(view: SOFT) { labels soft { row label probability } } }`,
    );
    expect(decodeColumns(bytes.data, COUNT, ["int", "float", "float"])).toEqual([
      lists.labels,
      lists.probabilities.map(Math.fround),
      lists.outlierScores.map(Math.fround),
    ]);
    expect(bytes.labels).toBeNull();
    expect(bytes.soft.row).toEqual(lists.soft.row);
    expect(recut.assignments).toEqual({ labels: lists.labels, soft: lists.soft });
  });

  it("is told of a document", async () => {
    const { assignments } = await ask(`assignments(view: SOFT) { documentIds soft { row label probability } }`);
    const query = `query ($document: ID, $id: ID) { document(id: $document) { membership(clustering: $id) { soft { probability cluster { label } } } } }`;
    for (const row of [0, 7, 8]) {
      const { document } = await api.data(query, { document: assignments.documentIds[row], id });
      const own = assignments.soft.row.flatMap((each: number, at: number) =>
        each === row
          ? [{ probability: assignments.soft.probability[at], cluster: { label: assignments.soft.label[at] } }]
          : [],
      );
      expect(document.membership.soft).toEqual(own);
    }
  });
});
