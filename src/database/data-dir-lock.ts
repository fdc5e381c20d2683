import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { isTopographError, TopographError } from "../errors.js";
import { toStorageError } from "./storage-error.js";

export interface DataDirLock {
  /** Lets other processes in. */
  release(): void;
}

/**
 * Holds the folder for this process, creating it if needed. The lock is the operating system's lock on lock.db, so it
 * ends with the process however the process ends.
 */
export function lockDataDir(directory: string): DataDirLock {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw unusable(directory, error);
  }
  let database: InstanceType<typeof Database> | null = null;
  try {
    database = new Database(join(directory, "lock.db"));
    // Only exec: a prepared statement would keep the file open until it is collected.
    database.exec("begin exclusive");
    const held = database;
    return {
      release() {
        if (held.open) held.close();
      },
    };
  } catch (error) {
    database?.close();
    const fault = toStorageError(error);
    if (isTopographError(fault, "DATA_DIR_LOCKED")) {
      throw new TopographError(
        "DATA_DIR_LOCKED",
        `Another process uses the data directory ${directory}; stop it, or set DATA_DIR to another folder.`,
        {},
        { cause: error },
      );
    }
    if (isTopographError(fault, "DATA_DIR_UNUSABLE")) throw unusable(directory, error);
    throw fault;
  }
}

function unusable(directory: string, cause: unknown): TopographError {
  return new TopographError(
    "DATA_DIR_UNUSABLE",
    `The data directory ${directory} cannot be created or written to; change its permissions, or set DATA_DIR to another folder.`,
    {},
    { cause },
  );
}
