import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { MilvusConfig } from "../../src/config.js";
import { lockDataDir } from "../../src/database/data-dir-lock.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { type Outcome, runCommand } from "./support/run-command.js";

/** `topograph copy` between two lives of a server, as its users do it. */
export function copyingByCommand(name: string, start: () => Promise<MilvusConfig>): void {
  describe(`topograph copy to ${name}`, () => {
    const rows = newsDocuments(300).map(({ key, title, text, vector }) => ({ key, title, text, vector: [...vector] }));
    const QUERY = `query ($id: ID!) {
      collection(name: "news") { id store revision documentCount metric dimension model { name } clustering { id stale } }
      clustering(id: $id) { clusters(first: 3) { edges { node { title size members(first: 3) { edges { node { stale document { title } } } } } } } }
      documents(collection: "news", first: 20) { edges { node { id key text neighbors(k: 5) { distance document { key } } } } }
    }`;
    let milvus: MilvusConfig;
    let directory: string;
    let run: string;
    let before: Data;
    beforeAll(async () => {
      milvus = await start();
      const api = await ApiHarness.open();
      ({ directory } = api);
      for (const collection of ["news", "other"])
        await api.data(
          `mutation { createCollection(input: { name: "${collection}", dimension: ${NEWS_DIMENSION} }) { id } }`,
        );
      await api.ingest(rows, "news");
      await api.ingest(rows.slice(0, 5), "other");
      run = await api.recluster({ collection: "news" });
      before = await api.data(QUERY, { id: run });
      await api.close({ keep: true });
      vi.stubEnv("DATA_DIR", directory);
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      const api = await ApiHarness.open({ directory, milvus });
      for (const collection of ["news", "other"]) await api.data(`mutation { dropCollection(name: "${collection}") }`);
      await api.close();
    });

    const copy = (...args: string[]): Promise<Outcome> => runCommand(["copy", ...args]);

    async function serving<T>(work: (api: ApiHarness) => Promise<T>): Promise<T> {
      const api = await ApiHarness.open({ directory, milvus });
      try {
        return await work(api);
      } finally {
        await api.close({ keep: true });
      }
    }

    it("is refused while a server uses the folder", async () => {
      const lock = lockDataDir(directory);
      const { exitCode, stderr } = await copy("--to", milvus.uri);
      lock.release();
      expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/DATA_DIR_LOCKED: .*stop it/)]);
    });

    it("brings one collection, and the server serves it from there: runs, revision, ids and all", async () => {
      const { exitCode, stdout, stderr } = await copy("--to", milvus.uri, "--collection", "news");
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining("news: 300 documents (300 written")]);
      expect(stdout).toContain("copied news;");
      await serving(async (api) => {
        const expected = { ...before, collection: { ...before.collection, store: "MILVUS" } };
        expect(await api.data(QUERY, { id: run })).toEqual(expected);
        expect((await api.data(`{ collection(name: "other") { store documentCount } }`)).collection).toEqual({
          store: "EMBEDDED",
          documentCount: 5,
        });
      });
    });

    it("finds every stage of a run done, since the vectors are the same to the bit", async () => {
      await serving(async (api) => {
        const again = await api.recluster({ collection: "news" });
        const { clustering } = await api.data(`query ($id: ID!) { clustering(id: $id) { stages { stage cached } } }`, {
          id: again,
        });
        const computed = clustering.stages.filter(({ cached }: { cached: boolean }) => !cached);
        expect(computed.map(({ stage }: { stage: string }) => stage)).toEqual(["PUBLISH"]);
      });
    });

    it("says of a collection that it is there, and brings the rest, dropping what it has brought", async () => {
      const named = await copy("--to", milvus.uri, "--collection", "news");
      expect(named.exitCode).toBe(1);
      expect(named.stderr).toContain("CONFLICT: Collection news is in Milvus already.");
      const { exitCode, stdout } = await copy("--to", milvus.uri, "--remove-source", "--json");
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual([
        expect.objectContaining({ collection: "other", documents: 5, sourceRemoved: true }),
      ]);
      expect((await copy("--to", milvus.uri)).stdout).toContain("nothing to copy");
    });

    it("leaves what was written meanwhile unless told to replace it, and brings it back", async () => {
      await serving((api) => api.ingest([{ ...rows[0], text: "written in Milvus" }], "news"));
      vi.stubEnv("MILVUS_URI", milvus.uri);
      const refused = await copy("--to", "embedded");
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/CONFLICT: The target has a collection news already.*1 with other content/);
      const { exitCode, stderr } = await copy("--to", "embedded", "--overwrite");
      expect([exitCode, stderr]).toEqual([
        0,
        expect.stringContaining("news: 300 documents (1 written, 299 were there"),
      ]);
      vi.stubEnv("MILVUS_URI", "");
      const api = await ApiHarness.open({ directory });
      const query = `{ news: collection(name: "news") { store } other: collection(name: "other") { store documentCount }
        document(collection: "news", key: "${rows[0]!.key}") { text } }`;
      expect(await api.data(query)).toEqual({
        news: { store: "EMBEDDED" },
        other: { store: "EMBEDDED", documentCount: 5 },
        document: { text: "written in Milvus" },
      });
      await api.close({ keep: true });
      // Where the next test finds it, and what is left behind in Milvus goes.
      expect((await copy("--to", milvus.uri, "--overwrite")).exitCode).toBe(0);
    });

    it("needs a folder with a store, an address, and for the way back one in the environment", async () => {
      expect((await copy("--to", "nonsense://x")).stderr).toContain("--to must be host:port");
      expect((await copy("--to", "embedded")).stderr).toContain("Set MILVUS_URI");
      expect((await copy("--to", milvus.uri, "--collection", "none")).stderr).toContain("NOT_FOUND");
      vi.stubEnv("DATA_DIR", `${directory}/nothing`);
      expect((await copy("--to", milvus.uri)).stderr).toContain("NOT_FOUND: There is no store in");
      vi.stubEnv("DATA_DIR", directory);
    });
  });
}
