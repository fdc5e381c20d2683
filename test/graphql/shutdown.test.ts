import { afterEach, describe, expect, it } from "vitest";

import type { Services } from "../../src/services/services.js";
import { ApiHarness } from "../support/api-harness.js";

/** A point that work waits at until it is opened. */
function gate(): { readonly reached: Promise<void>; open(): void; pass(): Promise<void> } {
  let arrive = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const pass = (): Promise<void> => {
    arrive();
    return opened;
  };
  return { reached, open, pass };
}

describe("a server that is told to close", () => {
  let api: ApiHarness;
  afterEach(() => api.close());

  it("finishes the requests it has begun, takes no new ones, and lets idle connections go", async () => {
    const { reached, open, pass } = gate();
    const slowly = (services: Services): Services => ({
      ...services,
      ingest: Object.assign(Object.create(services.ingest) as typeof services.ingest, {
        ingest: async (...args: Parameters<typeof services.ingest.ingest>) => {
          await pass();
          return services.ingest.ingest(...args);
        },
      }),
    });
    api = await ApiHarness.open({ services: slowly });
    await api.data("{ server { version } }");
    const answer = api.ingest([{ key: "a", text: "word" }]);
    await reached;
    const closed = api.server.close();
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
    open();
    expect(await answer).toMatchObject({ inserted: 1, revision: 1 });
    await closed;
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
