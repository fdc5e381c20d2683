import { join } from "node:path";
import { openDatabase } from "../database/open-database.js";
import type { ArtifactStore } from "./artifact-store.js";
import type { LineageStore } from "./lineage-store.js";
import type { RunStore } from "./run-store.js";
import { RUNS_MIGRATIONS, type RunsSchema } from "./schema.js";
import { SqliteArtifactStore, type WarningLog } from "./sqlite-artifact-store.js";
import { SqliteLineageStore } from "./sqlite-lineage-store.js";
import { SqliteRunStore } from "./sqlite-run-store.js";
import { SqliteWatchStore } from "./sqlite-watch-store.js";
import type { WatchStore } from "./watch-store.js";

export interface OpenRuns {
  readonly runs: RunStore;
  readonly artifacts: ArtifactStore;
  readonly lineages: LineageStore;
  readonly watches: WatchStore;
  close(): Promise<void>;
}

/** Opens runs.db in the data directory, which the caller has locked. */
export async function openRuns(directory: string, { log }: { readonly log: WarningLog }): Promise<OpenRuns> {
  const database = await openDatabase<RunsSchema>(join(directory, "runs.db"), RUNS_MIGRATIONS);
  try {
    const artifacts = new SqliteArtifactStore(database, log);
    await artifacts.sweep();
    return {
      runs: new SqliteRunStore(database),
      artifacts,
      lineages: new SqliteLineageStore(database),
      watches: new SqliteWatchStore(database),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
