import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { SqliteConnection } from "../../src/database/sqlite-connection.js";
import type { Artifact } from "../../src/runs/artifact-store.js";
import { openRuns, type OpenRuns } from "../../src/runs/open-runs.js";
import { runAndKill } from "../database/child-process.js";
import { noSmallDisk, smallDisk } from "../database/small-disk.js";
import { temporaryFolder } from "../database/temporary-folder.js";

/** Four chunks. */
const ARTIFACT: Artifact = {
  meta: { a: 1 },
  arrays: { values: Float64Array.from({ length: 400_000 }, (_, index) => index) },
};

interface Opened extends OpenRuns {
  readonly warnings: { key?: unknown; reason?: unknown }[];
}

async function open(directory: string): Promise<Opened> {
  const warnings: Opened["warnings"] = [];
  const runs = await openRuns(directory, { log: { warn: (details) => warnings.push(details) } });
  onTestFinished(() => runs.close());
  return { ...runs, warnings };
}

/** A folder with two artifacts, "damaged" and "sound". */
async function written(): Promise<string> {
  const directory = temporaryFolder();
  const { artifacts, close } = await open(directory);
  await artifacts.write("sound", { ...ARTIFACT, meta: "sound" });
  await artifacts.write("damaged", ARTIFACT);
  await close();
  return directory;
}

function damage(directory: string, sql: string): void {
  const connection = new SqliteConnection(join(directory, "runs.db"));
  expect(
    connection.execute(sql.replace("$upload", "upload = (select upload from artifacts where key = 'damaged')")).changes,
  ).toBeGreaterThan(0);
  connection.close();
}

async function expectDamage(directory: string, reason: RegExp): Promise<void> {
  const { artifacts, warnings } = await open(directory);
  expect(await artifacts.read("damaged")).toBeNull();
  expect(warnings).toEqual([{ key: "damaged", reason: expect.stringMatching(reason) }]);
  expect((await artifacts.read("sound"))?.meta).toBe("sound");
  // The stage can run again.
  expect(await artifacts.has("damaged")).toBe(false);
  await artifacts.write("damaged", ARTIFACT);
  const read = await artifacts.read("damaged");
  expect(read?.meta).toEqual(ARTIFACT.meta);
  // Comparing buffers is much faster than comparing numbers.
  expect(Buffer.from(read!.arrays.values!.buffer).equals(Buffer.from(ARTIFACT.arrays.values!.buffer))).toBe(true);
  expect(warnings).toHaveLength(1);
}

describe("a damaged artifact is logged, null, and can be written again", () => {
  test.each([
    [
      "a chunk with other bytes",
      "update artifact_chunks set data = zeroblob(length(data)) where ordinal = 2 and $upload",
      /chunk 2 does not match/,
    ],
    [
      "a shorter chunk",
      "update artifact_chunks set data = substr(data, 1, 1000) where ordinal = 0 and $upload",
      /chunk 0 does not match/,
    ],
    ["a missing chunk", "delete from artifact_chunks where ordinal = 1 and $upload", /chunk 1 is missing/],
    [
      "chunks in another order",
      "update artifact_chunks set ordinal = -ordinal where ordinal in (1, 2) and $upload",
      /chunk 1 is missing/,
    ],
    [
      "a chunk of another artifact",
      "update artifact_chunks set data = (select data from artifact_chunks where ordinal = 0) where ordinal = 1 and $upload",
      /chunk 1 does not match/,
    ],
    ["a manifest that promises less", "update artifacts set chunks = 2 where key = 'damaged'", /ends too early/],
    [
      "a manifest with other digests",
      "update artifacts set digests = zeroblob(128) where key = 'damaged'",
      /chunk 0 does not match/,
    ],
  ])("%s", async (_name, sql, reason) => {
    const directory = await written();
    damage(directory, sql);
    await expectDamage(directory, reason);
  });

  test("a flipped bit on the disk", async () => {
    const directory = await written();
    const path = join(directory, "runs.db");
    const file = readFileSync(path);
    // The last place that holds this number belongs to "damaged": its chunks were written last.
    const at = file.lastIndexOf(Buffer.from(Float64Array.of(333_333).buffer));
    expect(at).toBeGreaterThan(0);
    file[at]! ^= 1;
    writeFileSync(path, file);
    await expectDamage(directory, /chunk 2 does not match/);
  });
});

test("chunks without a manifest are swept at the next start", async () => {
  const directory = await written();
  damage(directory, "delete from artifacts where key = 'damaged'");
  const { artifacts, warnings } = await open(directory);
  expect(await artifacts.read("damaged")).toBeNull();
  expect(warnings).toEqual([]);
  expect(uploads(directory)).toBe(1);
});

test("kill -9 in the middle of writing leaves whole artifacts only", async () => {
  const directory = temporaryFolder();
  for (const delay of [2, 15, 50]) {
    const { lines } = await runAndKill(new URL("./keep-writing.ts", import.meta.url), [directory], delay);
    const { artifacts, warnings, close } = await open(directory);
    const present = await artifacts.list();
    for (const key of lines.filter((line) => line !== "begun"))
      expect(present.map((entry) => entry.key)).toContain(key);
    for (const { key } of present) expect((await artifacts.read(key))?.arrays.values).toHaveLength(700_000);
    expect(warnings).toEqual([]);
    expect(uploads(directory)).toBe(present.length);
    await close();
  }
}, 120_000);

test.skipIf(noSmallDisk !== null)("on a full disk nothing is left of an artifact, and later ones go in", async () => {
  const disk = smallDisk(24);
  disk.fill(14 << 20);
  const { artifacts } = await open(disk.folder);
  await artifacts.write("small", { meta: null, arrays: {} });
  const large: Artifact = { meta: null, arrays: { values: new Float64Array(1_500_000) } };
  await expect(artifacts.write("large", large)).rejects.toMatchObject({ code: "STORAGE_FULL" });
  expect(await artifacts.read("small")).toEqual({ meta: null, arrays: {} });
  expect(await artifacts.has("large")).toBe(false);
  disk.free();
  await artifacts.write("large", large);
  expect((await artifacts.read("large"))?.arrays.values).toHaveLength(1_500_000);
});

function uploads(directory: string): number {
  const connection = new SqliteConnection(join(directory, "runs.db"));
  const [row] = connection.execute("select count(distinct upload) as uploads from artifact_chunks").rows;
  connection.close();
  return row?.uploads as number;
}
