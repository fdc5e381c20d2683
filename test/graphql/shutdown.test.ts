import { afterEach, describe, expect, it } from "vitest";

import type { Embedder } from "../../src/embedding/embedder.js";
import type { Services } from "../../src/services/services.js";
import { ApiHarness } from "../support/api-harness.js";
import { Gate } from "../support/gate.js";
import { TinyEmbedder } from "../support/tiny-embedder.js";

describe("a server that is told to close", () => {
  let api: ApiHarness;
  afterEach(() => api.close());

  it("finishes the requests it has begun, takes no new ones, and lets idle connections go", async () => {
    const gate = new Gate();
    const slowly = (services: Services): Services => ({
      ...services,
      ingest: Object.assign(Object.create(services.ingest) as typeof services.ingest, {
        ingest: async (...args: Parameters<typeof services.ingest.ingest>) => {
          await gate.pass();
          return services.ingest.ingest(...args);
        },
      }),
    });
    api = await ApiHarness.open({ services: slowly });
    await api.data("{ server { version } }");
    const answer = api.ingest([{ key: "a", text: "word" }]);
    await gate.reached;
    const closed = api.server.close();
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
    gate.open();
    expect(await answer).toMatchObject({ inserted: 1, revision: 1 });
    await closed;
  });

  it("cancels what would take long, and tells its client so", async () => {
    const gate = new Gate();
    const tiny = new TinyEmbedder();
    const endless: Embedder = {
      model: tiny.model,
      close: () => tiny.close(),
      async embed(texts, { signal } = {}) {
        void gate.pass();
        await new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(signal.reason as Error)),
        );
        return tiny.embed(texts);
      },
    };
    api = await ApiHarness.open({ embedder: endless });
    const refusal = api.refusal(`mutation { ingestDocuments(documents: [{ key: "a", text: "word" }]) { inserted } }`);
    await gate.reached;
    await api.server.close();
    expect(await refusal).toMatchObject({ code: "CANCELLED" });
    expect(await api.services.documents.count((await api.services.collections.require("default")).id)).toBe(0);
  });

  it("keeps what it has acknowledged", async () => {
    api = await ApiHarness.open();
    await api.ingest([{ key: "a", text: "word" }]);
    await api.close({ keep: true });
    api = await ApiHarness.open({ directory: api.directory });
    expect((await api.data(`{ document(key: "a") { text } }`)).document).toEqual({ text: "word" });
  });
});

describe("/healthz", () => {
  it.each([
    [true, 200, "ok"],
    [false, 503, "unavailable"],
  ])("says whether the store can be used (%s), and no more", async (ok, status, word) => {
    const health = (): Promise<{ ok: boolean; detail: string }> => Promise.resolve({ ok, detail: "embedded store" });
    const api = await ApiHarness.open({
      services: (services) => ({
        ...services,
        server: Object.assign(Object.create(services.server) as typeof services.server, { health }),
      }),
    });
    const response = await fetch(`${api.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([status, { status: word, detail: "embedded store" }]);
    await api.close();
  });
});
