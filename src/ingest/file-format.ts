import { extname } from "node:path";
import { TopographError } from "../errors.js";

export const FILE_FORMATS = ["csv", "jsonl"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const BY_ENDING: Readonly<Record<string, FileFormat>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".tab": "csv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "jsonl",
};

/** The format a file's name tells, else the one its first character tells. */
export function detectFormat(path: string, head: string): FileFormat {
  const byEnding = BY_ENDING[extname(path).toLowerCase()];
  return byEnding ?? (head.trimStart().startsWith("{") ? "jsonl" : "csv");
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

/**
 * The character that separates the columns of a CSV file's first row: of the usual four, the one that stands there most
 * often outside quotes; null where there is none, so the file has one column.
 */
export function detectDelimiter(head: string): string | null {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const char of head.trimStart()) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "\n" || char === "\r")) break;
    else if (!quoted && counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  let best: string | null = null;
  for (const [delimiter, found] of counts) if (found > (best === null ? 0 : (counts.get(best) ?? 0))) best = delimiter;
  return best;
}

/** A whole JSON array is not JSON Lines; reading it line by line would only report every line as broken. */
export function refuseJsonArray(path: string, head: string): void {
  if (head.trimStart().startsWith("[")) {
    throw new TopographError(
      "UNSUPPORTED_FILE",
      `${path} is one JSON array; JSON Lines has one object a line (jq -c '.[]' turns the one into the other).`,
      { path },
    );
  }
}
