import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TopographError } from "../../../src/errors.js";
import { MilvusStore } from "../../../src/store/milvus/milvus-store.js";
import { madeDocument, seededNumbers, unitVector } from "../../contract/made-documents.js";
import { TcpProxy, type ProxyMode } from "./tcp-proxy.js";

const DIMENSION = 256;
const DEADLINE_MS = 800;

/** What networks do to a server, which every call must survive: on a server of any kind. */
export function networkFaults(name: string, open: () => Promise<{ port: number; close(): void }>): void {
  describe(`a network that fails before ${name}`, () => {
    let server: { port: number; close(): void };
    let proxy: TcpProxy;
    let store: MilvusStore;
    const id = randomUUID();
    const next = seededNumbers(1);
    const document = (key: string) => madeDocument(key, unitVector(DIMENSION, next), { text: "x".repeat(5000) });

    beforeAll(async () => {
      server = await open();
      proxy = await TcpProxy.before(server.port);
      store = new MilvusStore({ uri: proxy.uri, deadlineMs: DEADLINE_MS });
      await store.createCollection({ id, name: "faults", metric: "COSINE", dimension: DIMENSION });
      await store.upsert(
        id,
        Array.from({ length: 100 }, (_, index) => document(`k${index}`)),
      );
    });
    afterAll(async () => {
      await proxy.become({ kind: "pass" });
      await recovered();
      await store.dropCollection(id);
      await store.close();
      await proxy.close();
      server.close();
    });

    const operations: Record<string, () => Promise<unknown>> = {
      page: () => store.page(id, { limit: 50 }),
      search: () => store.search(id, { target: { keys: ["k1"] }, k: 5 }),
      scan: async () => {
        for await (const _ of store.scan(id));
      },
      upsert: () => store.upsert(id, [document("new")]),
      delete: () => store.delete(id, ["new"]),
    };

    async function recovered(): Promise<void> {
      for (;;) {
        try {
          await store.count(id);
          return;
        } catch {
          await sleep(100);
        }
      }
    }

    const faults: ProxyMode[] = [
      { kind: "refuse" },
      { kind: "reset" },
      { kind: "black hole" },
      { kind: "delay", milliseconds: 2 * DEADLINE_MS },
      { kind: "cut", bytes: 0 },
      { kind: "slow", bytesPerSecond: 1 },
    ];
    test.each(faults)(
      "$kind: calls end with a typed error, and work again when it is over",
      async (fault) => {
        for (const [operation, call] of Object.entries(operations)) {
          await proxy.become(fault);
          const error: unknown = await call().then(
            () => null,
            (reason: unknown) => reason,
          );
          expect(error, operation).toBeInstanceOf(TopographError);
          const { code, message } = error as TopographError;
          expect(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT"], operation).toContain(code);
          expect(message).not.toMatch(/127\.0\.0\.1|:\d{2,}|ECONN/);
          await proxy.become({ kind: "pass" });
          await recovered();
          if (operation !== "upsert" && operation !== "delete") await call();
        }
        await store.delete(id, ["new"]);
        expect(await store.count(id)).toBe(100);
      },
      120_000,
    );

    test("a delay within the deadline only delays", async () => {
      await proxy.become({ kind: "delay", milliseconds: 100 });
      expect(await store.count(id)).toBe(100);
      expect(await store.search(id, { target: { keys: ["k1"] }, k: 5 })).toHaveLength(1);
      await proxy.become({ kind: "pass" });
      await recovered();
    });

    test("once it is known to be dead it costs nothing, and it is found when it is back", async () => {
      await proxy.become({ kind: "black hole" });
      const fails = { code: expect.stringMatching(/^UPSTREAM_/) as string };
      await expect(store.count(id)).rejects.toMatchObject(fails);
      await sleep(1500);
      // A hundred would take minutes if each had to find out for itself.
      for (let call = 0; call < 100; call++) await expect(store.count(id)).rejects.toMatchObject(fails);
      expect((await store.health()).ok).toBe(false);
      await proxy.become({ kind: "pass" });
      await recovered();
      expect((await store.health()).ok).toBe(true);
    }, 60_000);
  });
}
