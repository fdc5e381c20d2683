import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Application, openApplication } from "../../src/application.js";
import { readConfig } from "../../src/config.js";
import { SqliteConnection } from "../../src/database/sqlite-connection.js";
import { toReclusterRequest } from "../../src/services/recluster-request.js";
import { newsDocuments } from "../support/news-vectors.js";

describe("a collection that is dropped", () => {
  let folder: string;
  let application: Application;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "topograph-"));
    application = await open();
  });
  afterEach(async () => {
    await application.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (): Promise<Application> =>
    openApplication(readConfig({ DATA_DIR: folder, WORKERS: "1" }), pino({ level: "silent" }));

  async function restart(between: () => Promise<unknown> = async () => undefined): Promise<void> {
    await application.close();
    await between();
    application = await open();
  }

  /** The collection's id, with some documents in it. */
  async function filled(name: string): Promise<string> {
    const { services } = application;
    const { id, dimension } = await services.collections.create({ name, dimension: 384 });
    expect(dimension).toBe(384);
    await services.ingest.ingest(name, newsDocuments(60));
    return id;
  }

  const documents = (id: string): Promise<number | null> => application.store.count(id).catch(() => null);
  function artifacts(): unknown {
    const connection = new SqliteConnection(join(folder, "runs.db"), { readOnly: true });
    try {
      return connection.execute("select count(*) as kept from artifacts").rows[0]?.kept;
    } finally {
      connection.close();
    }
  }

  it("takes its documents, its runs and their artifacts along", async () => {
    const id = await filled("gone");
    const { services } = application;
    const run = await services.clusterings.recluster(
      toReclusterRequest({ collection: "gone", layout: false }, null, 60),
    );
    for await (const { status } of services.clusterings.watch(run.id, new AbortController().signal))
      if (status === "SUCCEEDED") break;
    expect(artifacts()).toBeGreaterThan(0);
    await services.collections.drop("gone");
    expect(await documents(id)).toBeNull();
    await vi.waitFor(() => expect(artifacts()).toBe(0), 10_000);
    expect(await application.runs.droppedCollections()).toEqual([]);
  });

  it("goes at the next start where the process ended in between, and leaves the others", async () => {
    const [gone, kept] = [await filled("gone"), await filled("kept")];
    // The first of the two steps of a drop.
    await application.runs.deleteCollection(gone);
    await restart();
    expect(await documents(gone)).toBe(60);
    await application.resume();
    expect(await documents(gone)).toBeNull();
    expect(await documents(kept)).toBe(60);
    expect(await application.runs.droppedCollections()).toEqual([]);
  });

  it("leaves its name to a new one at once, which stays", async () => {
    const gone = await filled("name");
    await application.runs.deleteCollection(gone);
    const next = await filled("name");
    await restart();
    await application.resume();
    expect([await documents(gone), await documents(next)]).toEqual([null, 60]);
  });

  it("is the only thing that lets documents go: where runs.db is lost, they stay", async () => {
    const id = await filled("kept");
    await restart(() =>
      Promise.all(["", "-wal", "-shm"].map((end) => rm(join(folder, `runs.db${end}`), { force: true }))),
    );
    await application.resume();
    expect(await application.services.collections.list({ limit: 10 })).toEqual([]);
    expect(await documents(id)).toBe(60);
  });
});
