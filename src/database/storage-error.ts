import { isTopographError, TopographError } from "../errors.js";

/** SQLite's primary result codes: the lowest eight bits of an extended code. */
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** The shared-memory file of the write-ahead log cannot grow: the disk is full. */
const IOERR_SHMSIZE = IOERR | (19 << 8);

/** libsql reports a failed open as a plain Error that ends in the result code. */
const OPEN_FAILED = /^ConnectionFailed\(.*: (\d+)"?\)?$/s;

function resultCode(error: Error): number | null {
  const { rawCode } = error as { rawCode?: unknown };
  if (typeof rawCode === "number") return rawCode;
  const failure = OPEN_FAILED.exec(error.message);
  return failure ? Number(failure[1]) : null;
}

/** The fault as clients should see it; whatever is no fault of the storage comes back as it was. */
export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || isTopographError(error)) return error;
  const code = resultCode(error);
  if (code === null) return error;
  const options = { cause: error };
  if (code === IOERR_SHMSIZE) return storageFull(options);
  switch (code & 0xff) {
    case FULL:
      return storageFull(options);
    case CORRUPT:
    case NOTADB:
      return new TopographError(
        "STORAGE_CORRUPT",
        "A database file in the data directory is damaged; restore it from a copy, or remove it and ingest again.",
        {},
        options,
      );
    case BUSY:
    case LOCKED:
      return new TopographError(
        "DATA_DIR_LOCKED",
        "Another process uses the data directory; stop it, or choose another DATA_DIR.",
        {},
        options,
      );
    case PERM:
    case READONLY:
    case CANTOPEN:
    case IOERR:
      return new TopographError(
        "DATA_DIR_UNUSABLE",
        "The data directory cannot be read or written; check its permissions and its disk, or choose another DATA_DIR.",
        {},
        options,
      );
    default:
      return error;
  }
}

function storageFull(options: ErrorOptions): TopographError {
  return new TopographError(
    "STORAGE_FULL",
    "The disk that holds the data directory is full and nothing was written; free some space and try again.",
    {},
    options,
  );
}
