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
