import { afterAll, beforeAll, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
  await api.ingest(newsInputs(60));
});
afterAll(() => api.close());

const MUTATION = `mutation {
  before: recluster(input: { layout: false }) { stale collection { revision } }
  deleteDocuments(keys: ["n-00001"])
  after: recluster(input: { layout: false }) { stale collection { revision documentCount } }
}`;

it("each field of a mutation sees what the ones before it have changed, over HTTP and WebSocket", async () => {
  const seen = {
    before: { stale: false, collection: { revision: 1 } },
    deleteDocuments: 1,
    after: { stale: false, collection: { revision: 2, documentCount: 59 } },
  };
  expect(await api.data(MUTATION)).toEqual(seen);
  await api.ingest(newsInputs(60));
  const results: Data[] = [];
  for await (const { data } of api.socket().iterate({ query: MUTATION })) results.push(data);
  const later = { before: { revision: 3 }, after: { revision: 4, documentCount: 59 } };
  expect(results).toEqual([
    {
      ...seen,
      before: { ...seen.before, collection: later.before },
      after: { ...seen.after, collection: later.after },
    },
  ]);
});
