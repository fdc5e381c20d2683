import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { MilvusConfig } from "../../src/config.js";
import { ApiHarness } from "../support/api-harness.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";

/** The server as a whole with its new collections in Milvus. */
export function milvusCollections(name: string, start: () => Promise<MilvusConfig>): void {
  describe(`a server on ${name}`, () => {
    const rows = newsDocuments(300).map(({ key, title, text, vector }) => ({ key, title, text, vector: [...vector] }));
    const CREATE = `mutation ($name: String!) { createCollection(input: { name: $name, dimension: ${NEWS_DIMENSION} }) { store } }`;
    let api: ApiHarness;
    let milvus: MilvusConfig;
    beforeAll(async () => {
      milvus = await start();
      const before = await ApiHarness.open();
      await before.data(CREATE, { name: "kept" });
      await before.ingest(rows.slice(0, 3), "kept");
      await before.close({ keep: true });
      api = await ApiHarness.open({ directory: before.directory, milvus });
      expect((await api.data(CREATE, { name: "news" })).createCollection.store).toBe("MILVUS");
      await api.ingest(rows, "news");
    });
    afterAll(async () => {
      await api.data(`mutation { dropCollection(name: "news") }`);
      await api.close();
    });

    const columns = async (id: string) =>
      (
        await api.data(
          `query ($id: ID!) { clustering(id: $id) { assignments { documentIds labels probabilities } } }`,
          { id },
        )
      ).clustering.assignments;
    const run = async (collection: string) => api.recluster({ collection, layout: false });

    it("says what Milvus it is", async () => {
      const { server } = await api.data(
        `{ server { store health { ok } capabilities { product version filterTemplates jsonFields queriesPerCall } } }`,
      );
      expect(server).toMatchObject({ store: "MILVUS", health: { ok: true }, capabilities: { jsonFields: true } });
      expect(server.capabilities.product).toMatch(/^Milvus/);
      expect(server.capabilities.version).toMatch(/^\d+\.\d+/);
      expect(server.capabilities.queriesPerCall).toBeGreaterThan(0);
    });

    it("clusters as the embedded store does, to the bit", async () => {
      const embedded = await ApiHarness.open();
      try {
        await embedded.data(CREATE, { name: "news" });
        await embedded.ingest(rows, "news");
        const reference = await embedded.recluster({ collection: "news", layout: false });
        const { clustering } = await embedded.data(
          `query ($id: ID!) { clustering(id: $id) { assignments { labels probabilities } } }`,
          { id: reference },
        );
        const { labels, probabilities } = await columns(await run("news"));
        expect({ labels, probabilities }).toEqual(clustering.assignments);
        expect(new Set(labels).size).toBeGreaterThan(3);
      } finally {
        await embedded.close();
      }
    });

    it("finds the neighbors of a page by one search", async () => {
      api.calls.reset();
      const { documents } = await api.data(
        `{ documents(collection: "news", first: 50) { edges { node { key neighbors(k: 5) { distance document { key } } } } } }`,
      );
      expect(api.calls.count().search).toBe(1);
      for (const { node } of documents.edges) {
        expect(node.neighbors).toHaveLength(5);
        expect(node.neighbors.map(({ document }: { document: { key: string } }) => document.key)).not.toContain(
          node.key,
        );
      }
    });

    it("reads the documents again at every recluster, as others may have written, and finds all stages done", async () => {
      const first = await run("news");
      api.calls.reset();
      const second = await run("news");
      expect(second).not.toBe(first);
      expect(api.calls.count().scan).toBe(1);
      const { clustering } = await api.data(`query ($id: ID!) { clustering(id: $id) { stages { stage by cached } } }`, {
        id: second,
      });
      const made = clustering.stages.filter(({ stage }: { stage: string }) => !["SNAPSHOT", "PUBLISH"].includes(stage));
      expect(made.length).toBeGreaterThan(3);
      for (const stage of made) expect(stage).toMatchObject({ by: "CACHE", cached: true });
    });

    it("goes on serving what was in its folder", async () => {
      const { collection } = await api.data(`{ collection(name: "kept") { store documentCount } }`);
      expect(collection).toEqual({ store: "EMBEDDED", documentCount: 3 });
    });

    it("without the address again serves the runs, and says where the documents are", async () => {
      const id = await run("news");
      await api.close({ keep: true });
      const without = await ApiHarness.open({ directory: api.directory });
      const query = `query ($id: ID!) { clustering(id: $id) { documentCount clusterCount } collection(name: "news") { name } }`;
      expect(await without.data(query, { id })).toMatchObject({
        clustering: { documentCount: 300 },
        collection: { name: "news" },
      });
      const refusal = await without.refusal(`{ documents(collection: "news") { totalCount } }`);
      expect(refusal.code).toBe("STORE_NOT_CONFIGURED");
      await without.close({ keep: true });
      api = await ApiHarness.open({ directory: api.directory, milvus });
      expect((await columns(id)).documentIds).toHaveLength(300);
    });
  });
}
