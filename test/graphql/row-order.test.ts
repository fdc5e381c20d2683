import { afterAll, beforeAll, expect, it } from "vitest";

import { seededNumbers } from "../contract/made-documents.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 500;
const RUN = `query ($id: ID) { clustering(id: $id) {
  clusterCount noiseCount assignments { labels probabilities outlierScores } nearest: assignments(view: NEAREST) { labels distances }
  clusters(first: 100) { edges { node { title size persistence keywords { term } exemplars { key } } } } noise(first: 100) { edges { node { key } } }
} }`;

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
});
afterAll(() => api.close());

it("the same documents ingested in other orders and portions give the same clusters, to the bit", async () => {
  const inputs = newsInputs(COUNT);
  // Copies, so that there are ties.
  const rows = inputs.map((row, at) => (at % 7 === 0 ? { ...row, vector: inputs[at - (at % 14)]!.vector! } : row));
  const next = seededNumbers(5);
  const shuffled = rows
    .map((row) => ({ row, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
  const orders = { sorted: rows, reversed: rows.toReversed(), shuffled };
  const results: Data[] = [];
  for (const [name, order] of Object.entries(orders)) {
    await api.data(`mutation ($name: String!) { createCollection(input: { name: $name, dimension: 384 }) { id } }`, {
      name,
    });
    const portion = name === "sorted" ? COUNT : 130;
    for (let start = 0; start < COUNT; start += portion) await api.ingest(order.slice(start, start + portion), name);
    if (name === "shuffled") {
      // A history: one comes, changes, goes and comes again.
      const [row] = order;
      await api.ingest([{ ...row, text: "for a while" }], name);
      await api.data(`mutation ($keys: [String!]!) { deleteDocuments(collection: "shuffled", keys: $keys) }`, {
        keys: [row?.key],
      });
      await api.ingest([row!], name);
    }
    results.push((await api.data(RUN, { id: await api.recluster({ collection: name, layout: false }) })).clustering);
  }
  expect(results[0].clusterCount).toBeGreaterThan(10);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
