import { afterEach, expect, it } from "vitest";

import type { Data } from "../support/api-harness.js";
import { newDataDir, ServerProcess } from "../support/server-process.js";

/** Each round starts a process, which takes a while on a busy machine. */
const TIMEOUT_MS = 180_000;
const BATCH = 150;
const INGEST = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted updated unchanged rejected { code } } }`;

const batch = (number: number): object[] =>
  Array.from({ length: BATCH }, (_, at) => ({
    key: `b${number}-${at}`,
    text: `batch ${number}`,
    fields: { batch: number },
    vector: Array.from({ length: 32 }, (_, d) => Math.sin(number * 31 + at * 7 + d)),
  }));

let server: ServerProcess | undefined;
afterEach(() => server?.kill());

/** How many documents of each batch are there. */
async function sizes(running: ServerProcess): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  let after: string | null = null;
  do {
    const { documents }: Data = await running.data(
      `query ($after: String) { documents(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { fields } } } }`,
      { after },
    );
    for (const { node } of documents.edges) found.set(node.fields.batch, (found.get(node.fields.batch) ?? 0) + 1);
    after = documents.pageInfo.hasNextPage ? documents.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

it(
  "after kill -9 every acknowledged batch is there, none is there by half, and the same requests complete it",
  async () => {
    const dataDir = newDataDir();
    const acknowledged = new Set<number>();
    let next = 0;
    for (const killAfter of [1, 9]) {
      server = await ServerProcess.start(dataDir);
      const running = server;
      let left = killAfter;
      let killed: Promise<void> | undefined;
      // Six clients at once, so that requests are under way when the process is killed.
      const client = async (): Promise<void> => {
        while (!killed) {
          const number = next++;
          const answer = await running.data(INGEST, { documents: batch(number) }).catch(() => null);
          if (answer === null) return;
          acknowledged.add(number);
          if (--left === 0) killed = running.kill();
        }
      };
      await Promise.all(Array.from({ length: 6 }, client));
      await killed;

      server = await ServerProcess.start(dataDir);
      const found = await sizes(server);
      for (const number of acknowledged) expect([number, found.get(number)]).toEqual([number, BATCH]);
      expect(new Set(found.values())).toEqual(new Set([BATCH]));
      const { collection } = await server.data(`{ collection { documentCount revision } }`);
      expect(collection.documentCount).toBe(found.size * BATCH);
      // The revision grows before a write, never after it.
      expect(collection.revision).toBeGreaterThanOrEqual(found.size);
      // Which batch came first is as chance has it.
      const key = `b${[...acknowledged][0]}-0`;
      const near = `query ($key: String!) { document(key: $key) { neighbors(k: 3) { document { key } } } }`;
      const { document } = await server.data(near, { key });
      expect(document.neighbors).toHaveLength(3);
      await server.kill();
    }
    server = await ServerProcess.start(dataDir);
    for (let number = 0; number < next; number++) {
      const { ingestDocuments } = await server.data(INGEST, { documents: batch(number) });
      expect(ingestDocuments.inserted + ingestDocuments.unchanged).toBe(BATCH);
      if (acknowledged.has(number)) expect(ingestDocuments.unchanged).toBe(BATCH);
    }
    expect(new Set((await sizes(server)).values())).toEqual(new Set([BATCH]));
  },
  TIMEOUT_MS,
);
