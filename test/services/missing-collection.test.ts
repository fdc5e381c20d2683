import { afterAll, beforeAll, expect, it } from "vitest";

import { noCollection } from "../../src/services/collection-service.js";
import { toReclusterRequest } from "../../src/services/recluster-request.js";
import { ApiHarness } from "../support/api-harness.js";

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
});
afterAll(() => api.close());

it.each(["default", "absent"])("everybody says the same of a collection that is not there: %s", async (collection) => {
  const { code, message } = noCollection(collection);
  const { clusterings, collections } = api.services;
  for (const asked of [
    () => clusterings.recluster(toReclusterRequest({ collection }, null, 0)),
    () => collections.require(collection),
  ])
    await expect(asked()).rejects.toMatchObject({ code, message });
  expect(
    await api.refusal(`mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`, {
      input: { collection },
    }),
  ).toMatchObject({ code, message });
});

it("what was counted before is not counted again while all other requests wait", async () => {
  await api.data(`mutation { createCollection(input: { name: "counted", dimension: 2 }) { id } }`);
  await api.ingest([{ key: "a", text: "one", vector: [1, 2] }], "counted");
  const request = toReclusterRequest({ collection: "counted", layout: false }, null, 0);
  await expect(api.services.clusterings.recluster(request)).rejects.toMatchObject({
    message: "Collection counted has no documents; ingest some first.",
  });
});
