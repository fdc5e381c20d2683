import { isNonNullType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildGraphqlSchema } from "../../src/graphql/build-schema.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const RECLUSTER = `mutation ($input: ReclusterInput!) {
  recluster(input: $input) { id params { minClusterSize minSamples neighbors selection epsilon maxClusterSize allowSingleCluster exactness filter } }
}`;
const DEFAULTS = {
  minClusterSize: 3,
  minSamples: 3,
  neighbors: 50,
  selection: "EOM",
  epsilon: 0,
  maxClusterSize: null,
  allowSingleCluster: false,
  exactness: "AUTO",
  filter: null,
};

/** Every nullable input field of the schema as null, so that a new one cannot be forgotten. */
function nullsOf(inputName: string): Record<string, null> {
  const type = buildGraphqlSchema().getType(inputName);
  if (!isInputObjectType(type)) throw new Error(`${inputName} is no input type`);
  const nullable = Object.values(type.getFields()).filter((field) => !isNonNullType(field.type));
  return Object.fromEntries(nullable.map(({ name }) => [name, null]));
}

describe("null means the same as absent", () => {
  let api: ApiHarness;
  let id: string;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(90));
    id = await api.recluster();
  });
  afterAll(() => api.close());

  it("in every field of ReclusterInput: the run is that of the defaults", async () => {
    const nulls = nullsOf("ReclusterInput");
    expect(Object.keys(nulls).length).toBeGreaterThan(10);
    for (const input of [{}, nulls, { projection: nullsOf("ProjectionInput") }, { ...nulls, filter: {} }]) {
      expect((await api.data(RECLUSTER, { input })).recluster).toEqual({ id, params: DEFAULTS });
    }
    expect((await api.data(`mutation { recluster { id } }`)).recluster.id).toBe(id);
  });

  it("in every field of DocumentInput and DocumentFilter", async () => {
    const row = newsInputs(1)[0];
    expect(await api.ingest([{ ...nullsOf("DocumentInput"), ...row }])).toMatchObject({ unchanged: 1 });
    const query = `query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }`;
    for (const filter of [null, {}, nullsOf("DocumentFilter")]) {
      expect((await api.data(query, { filter })).documents.totalCount).toBe(90);
    }
  });

  it("in every argument that has a default", async () => {
    const page = `edges { node { id } }`;
    const data: Data = await api.data(
      `query ($id: ID) {
      a: collections { ${page} } b: collections(first: null, after: null) { ${page} }
      c: clusterings { ${page} } d: clusterings(first: null) { ${page} }
      e: projections { ${page} } f: projections(first: null) { ${page} }
      g: clustering { id } h: clustering(id: null, collection: null) { id }
      i: projection { id } j: projection(id: null, collection: null) { id }
      k: clustering(id: $id) { assignments { labels data } recut { params { minClusterSize } clusterCount } }
      l: clustering(id: $id) {
        assignments(view: null, encoding: null) { labels data }
        recut(minClusterSize: null, selection: null, epsilon: null, maxClusterSize: null, allowSingleCluster: null) { params { minClusterSize } clusterCount }
      }
      m: clustering(id: $id) { clusters { edges { node { exemplars { key } members { edges { node { key } } } } } } noise { edges { node { key } } } }
      n: clustering(id: $id) {
        clusters(first: null, after: null, orderBy: null) { edges { node {
          exemplars(first: null) { key } members(first: null, after: null, orderBy: null, minProbability: null) { edges { node { key } } }
        } } }
        noise(first: null, after: null) { edges { node { key } } }
      }
      o: projection { columns { x } } p: projection { columns(clustering: null, encoding: null) { x } }
    }`,
      { id },
    );
    for (const [one, two] of ["ab", "cd", "ef", "gh", "ij", "kl", "mn", "op"]) {
      expect(data[two!], `${one} and ${two}`).toEqual(data[one!]);
    }
    expect(data.m.clusters.edges.length).toBeGreaterThan(0);
  });

  it("is what the schema says: nothing that has a default refuses null, but names of collections and the run's input", () => {
    const refusing: string[] = [];
    for (const type of Object.values(buildGraphqlSchema().getTypeMap())) {
      if (type.name.startsWith("__") || !(isObjectType(type) || isInterfaceType(type))) continue;
      for (const field of Object.values(type.getFields())) {
        for (const { name, type: argument, defaultValue } of field.args) {
          if (defaultValue !== undefined && isNonNullType(argument)) refusing.push(name);
        }
      }
    }
    expect([...new Set(refusing)].sort()).toEqual(["collection", "input", "name"]);
  });
});
