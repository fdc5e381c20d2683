import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import type { AttachRequest } from "../store/vector-store.js";

/** null and absent mean the same: to be found by type and name, or none. */
export interface AttachInput {
  readonly name: string;
  readonly milvusCollection: string;
  readonly database?: string | null;
  readonly vectorField?: string | null;
  readonly textField?: string | null;
  readonly titleField?: string | null;
  readonly dateField?: string | null;
  /** Name of the server's model. */
  readonly model?: string | null;
}

/** Milvus takes no longer names. */
const MAX_NAME_BYTES = 255;

/** @throws TopographError BAD_USER_INPUT */
export function attachRequest(input: AttachInput): AttachRequest {
  const named = (argument: Exclude<keyof AttachRequest, "milvusCollection">): string | null => {
    const value = input[argument] ?? null;
    if (value !== null) checkMilvusName(argument, value);
    return value;
  };
  checkMilvusName("milvusCollection", input.milvusCollection);
  if (!isDatabaseName(input.database ?? null)) {
    const expected = "ASCII characters without spaces";
    throw new TopographError("BAD_USER_INPUT", `database: expected a name of ${expected}.`, {
      argument: "database",
      expected,
    });
  }
  return {
    milvusCollection: input.milvusCollection,
    database: named("database"),
    vectorField: named("vectorField"),
    textField: named("textField"),
    titleField: named("titleField"),
    dateField: named("dateField"),
  };
}

/** It travels in a header, which takes no others. */
function isDatabaseName(name: string | null): boolean {
  return name === null || /^[!-~]+$/.test(name);
}

function checkMilvusName(argument: string, name: string): void {
  if (name !== "" && isWellFormed(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES) return;
  const expected = `1 to ${MAX_NAME_BYTES} UTF-8 bytes`;
  throw new TopographError("BAD_USER_INPUT", `${argument}: expected a name of ${expected}.`, { argument, expected });
}
