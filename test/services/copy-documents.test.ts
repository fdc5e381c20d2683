import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyDocuments } from "../../src/services/copy-documents.js";
import { openEmbeddedStore } from "../../src/store/embedded/open-embedded-store.js";
import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import type { VectorStore } from "../../src/store/vector-store.js";
import { madeDocument, seededNumbers, unitVector } from "../contract/made-documents.js";
import { FakeMilvus, type Fault } from "../store/milvus/fake-server/fake-milvus.js";
import { openMilvus } from "../store/milvus/open-milvus.js";
import { copying } from "./copying.js";

copying("a server that speaks Milvus 2.5", async () => {
  const server = await FakeMilvus.start();
  const underTest = await openMilvus({ uri: server.uri });
  return {
    ...underTest,
    async cleanUp() {
      await underTest.cleanUp();
      server.stop();
    },
  };
});

describe("a server that fails while documents are copied to it", () => {
  const directory = mkdtempSync(join(tmpdir(), "topograph-copy-"));
  const collection = { id: randomUUID(), name: "news", metric: "COSINE", dimension: 8 } as const;
  let server: FakeMilvus;
  let embedded: VectorStore;
  let store: MilvusStore;
  beforeAll(async () => {
    server = await FakeMilvus.start();
    embedded = await openEmbeddedStore(directory);
    store = new MilvusStore({ uri: server.uri, deadlineMs: 300 });
    await embedded.createCollection(collection);
    const next = seededNumbers(1);
    await embedded.upsert(
      collection.id,
      Array.from({ length: 1200 }, (_, at) => madeDocument(`k${at}`, unitVector(8, next))),
    );
  });
  afterAll(async () => {
    await store.close();
    await embedded.close();
    server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const faults: Fault[] = [
    { kind: "transport", code: status.UNAVAILABLE },
    { kind: "refusal", code: 8, legacy: "RateLimit" },
    { kind: "silence" },
  ];
  test.each(faults)("$kind $code: is asked until it answers again", async (fault) => {
    await store.dropCollection(collection.id);
    const end = performance.now() + 900;
    let failed = 0;
    server.fault = (method) => {
      if (!/Upsert|Query|GetVersion/.test(method) || performance.now() > end) return null;
      failed++;
      return fault;
    };
    const waits: string[] = [];
    const patience = { tries: 100, firstPauseMs: 20, longestPauseMs: 100 };
    const report = await copyDocuments(collection, embedded, store, {
      patience,
      onRetry: ({ code }) => waits.push(code),
    });
    expect(failed).toBeGreaterThan(0);
    expect(waits.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ documents: 1200, written: 1200 });
    expect(await store.count(collection.id)).toBe(1200);
  });

  test("a source that goes away between two batches is asked again, and nothing is written twice", async () => {
    server.fault = () => null;
    const id = randomUUID();
    const next = seededNumbers(2);
    const documents = Array.from({ length: 2500 }, (_, at) => madeDocument(`k${at}`, unitVector(8, next)));
    await store.createCollection({ ...collection, id });
    await store.upsert(id, documents);
    const patience = { tries: 100, firstPauseMs: 20, longestPauseMs: 100 };
    let failures = 0;
    const report = await copyDocuments({ ...collection, id }, store, embedded, {
      patience,
      onProgress: (done) => {
        if (done === 0 || failures > 0) return;
        server.fault = (method) =>
          method === "Query" && failures++ < 3 ? { kind: "transport", code: status.UNAVAILABLE } : null;
      },
    });
    expect(failures).toBeGreaterThan(3);
    expect(report).toMatchObject({ documents: 2500, written: 2500, present: 0 });
    expect(await embedded.count(id)).toBe(2500);
    await store.dropCollection(id);
  });

  test("a token that is not accepted is not tried again", async () => {
    server.fault = (method) => (method === "Upsert" ? { kind: "transport", code: status.UNAUTHENTICATED } : null);
    await store.dropCollection(collection.id);
    const retries: unknown[] = [];
    await expect(
      copyDocuments(collection, embedded, store, { onRetry: (error) => retries.push(error) }),
    ).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    expect(retries).toEqual([]);
  });

  /** A store that takes documents otherwise than it was given them. */
  function taking(change: (documents: readonly EmbeddedDocument[]) => EmbeddedDocument[]): VectorStore {
    return new Proxy<VectorStore>(store, {
      get(target, name) {
        if (name === "upsert")
          return (id: string, documents: readonly EmbeddedDocument[]) => target.upsert(id, change(documents));
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === "function" ? (member.bind(target) as unknown) : member;
      },
    });
  }

  test("a copy that is not equal to its source is not taken for one", async () => {
    server.fault = () => null;
    const lossy = taking((documents) => documents.filter(({ key }) => key !== "k5"));
    const careless = taking((documents) =>
      documents.map((document) =>
        document.key === "k0" ? { ...document, vector: document.vector.map(Math.abs) } : document,
      ),
    );
    for (const target of [lossy, careless]) {
      await store.dropCollection(collection.id);
      await expect(copyDocuments(collection, embedded, target)).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringContaining("does not equal") as string,
      });
    }
  });
});
