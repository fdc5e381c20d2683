import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TopographError } from "../../src/errors.js";
import type { Services } from "../../src/services/services.js";
import { ApiHarness } from "../support/api-harness.js";

/** A collection whose disk is broken, for searches or for documents. */
let broken = { search: "", documents: "" };
const fault = (): Promise<never> =>
  Promise.reject(new TopographError("UPSTREAM_UNAVAILABLE", "The vector store cannot be reached."));

function withFaults(services: Services): Services {
  const { neighbors, documents } = services;
  const ofDocuments: typeof neighbors.ofDocuments = (id, ...rest) =>
    id === broken.search ? fault() : neighbors.ofDocuments(id, ...rest);
  const get: typeof documents.get = (id, keys) => (id === broken.documents ? fault() : documents.get(id, keys));
  return {
    ...services,
    neighbors: Object.assign(Object.create(neighbors) as typeof neighbors, { ofDocuments }),
    documents: Object.assign(Object.create(documents) as typeof documents, {
      get,
      page: documents.page.bind(documents),
      count: documents.count.bind(documents),
      resolveFilter: documents.resolveFilter.bind(documents),
    }),
  };
}

describe("a request for two collections of which one cannot be read", () => {
  let api: ApiHarness;
  let ids: Record<string, string>;
  beforeAll(async () => {
    api = await ApiHarness.open({ services: withFaults });
    for (const name of ["good", "bad"]) {
      await api.data(`mutation { createCollection(input: { name: "${name}" }) { id } }`);
      await api.ingest(
        ["a", "b", "c"].map((key) => ({ key, text: `${key} word` })),
        name,
      );
    }
    const [good, bad] = [await api.services.collections.require("good"), await api.services.collections.require("bad")];
    ids = { good: good.id, bad: bad.id };
  });
  afterAll(() => api.close());

  const QUERY = `{ good: collection(name: "good") { documents(first: 1) { edges { node { neighbors(k: 1) { document { key } } } } } }
    bad: collection(name: "bad") { documents(first: 1) { edges { node { neighbors(k: 1) { document { key } } } } } } }`;

  it.each(["search", "documents"])("gets the other one's answer, and an error for this one (%s)", async (part) => {
    broken = { search: "", documents: "", [part]: ids["bad"] };
    const { data, errors } = await api.ask(QUERY);
    broken = { search: "", documents: "" };
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ["bad", "documents", "edges", 0, "node", "neighbors"] });
    expect(errors?.[0]?.extensions["code"]).toBe("UPSTREAM_UNAVAILABLE");
    expect(data.good.documents.edges[0].node.neighbors).toHaveLength(1);
    expect(data.bad.documents.edges[0].node).toEqual({ neighbors: null });
  });
});
