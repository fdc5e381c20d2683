import { expect, it } from "vitest";

import { noSmallDisk, smallDisk } from "../database/small-disk.js";
import { ApiHarness } from "../support/api-harness.js";
import { madeInputs } from "../support/made-space.js";

const INGEST = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted } }`;
const batch = (number: number): object[] =>
  madeInputs(100, "COSINE").map((row) => ({
    ...row,
    key: `${number}-${row.key}`,
    text: `${row.text} ${"x".repeat(3000)}`,
  }));

it.skipIf(noSmallDisk !== null)(
  "a full disk refuses writes as STORAGE_FULL, reads go on, and writes work after space is freed",
  async () => {
    const disk = smallDisk(64);
    disk.fill(50 << 20);
    const api = await ApiHarness.open({ directory: disk.folder });
    let stored = 0;
    let refused;
    while (!refused && stored < 100) {
      const answer = await api.ask(INGEST, { documents: batch(stored) });
      if (answer.errors) refused = answer.errors[0];
      else stored++;
    }
    expect(refused).toMatchObject({
      message: "The disk that holds the data directory is full and nothing was written; free some space and try again.",
      extensions: { code: "STORAGE_FULL" },
    });
    expect(JSON.stringify(refused)).not.toContain(disk.folder);
    expect(stored).toBeGreaterThan(1);

    const count = `{ collection { documentCount } documents(first: 1) { totalCount edges { node { key neighbors(k: 2) { rank } } } } server { health { ok } } }`;
    const read = await api.data(count);
    expect(read).toMatchObject({
      collection: { documentCount: stored * 100 },
      documents: { edges: [{ node: { key: "0-m-0000" } }] },
      server: { health: { ok: true } },
    });
    expect(read.documents.edges[0].node.neighbors).toHaveLength(2);

    // A run needs space too: it is refused, or it fails with the code; nothing hangs.
    const answer = await api.ask(`mutation { recluster(input: { layout: false }) { id } }`);
    const code = answer.errors
      ? answer.errors[0]?.extensions["code"]
      : (await api.ended(answer.data.recluster.id)).error?.code;
    expect(code).toBe("STORAGE_FULL");

    disk.free();
    const { ingestDocuments } = await api.data(INGEST, { documents: batch(stored) });
    expect(ingestDocuments.inserted).toBe(100);
    await api.recluster({ layout: false });
    expect((await api.data(count)).collection.documentCount).toBe((stored + 1) * 100);
    await api.close({ keep: true });

    const again = await ApiHarness.open({ directory: disk.folder });
    expect((await again.data(count)).collection.documentCount).toBe((stored + 1) * 100);
    await again.close({ keep: true });
  },
);
