import type { JsonValue } from "../store/document.js";
import { MAX_COLUMNS, MAX_ROW_BYTES, type RawRow, type RowFault } from "./raw-row.js";
import { utf8Chunks } from "./utf8-chunks.js";

const NEWLINE = 0x0a;
/** Deeper values than any record needs; the server's own parser and every client would have to walk them. */
const MAX_DEPTH = 32;

/** Reads one JSON object a line; blank lines are no rows. A line that is too long is not kept in memory. */
export async function* readJsonLines(path: string): AsyncGenerator<RawRow> {
  let line = 1;
  for await (const bytes of lines(path)) {
    if (bytes === null) {
      yield fault(line, { code: "TEXT_TOO_LONG", reason: `the line is longer than ${MAX_ROW_BYTES} bytes` });
    } else {
      const text = bytes.toString("utf8").trim();
      if (text !== "") yield toRow(line, text);
    }
    line++;
  }
}

/** Each line without its line feed, null for one that is longer than MAX_ROW_BYTES. */
async function* lines(path: string): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of utf8Chunks(path)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      length += end - from;
      yield length > MAX_ROW_BYTES
        ? null
        : parts.length === 0
          ? chunk.subarray(from, end)
          : Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length > MAX_ROW_BYTES) parts = [];
    else if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (length > 0) yield length > MAX_ROW_BYTES ? null : Buffer.concat(parts);
}

function toRow(line: number, text: string): RawRow {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    return fault(line, { code: "UNSUPPORTED_FILE", reason: `is not JSON: ${(error as Error).message}` });
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return fault(line, { code: "UNSUPPORTED_FILE", reason: "is not a JSON object" });
  }
  const entries = Object.entries(value as Record<string, JsonValue>);
  if (entries.length > MAX_COLUMNS) {
    return fault(line, {
      code: "UNSUPPORTED_FILE",
      reason: `has ${entries.length} members; at most ${MAX_COLUMNS} are read`,
    });
  }
  const wrong = unusable(value);
  return wrong === null ? { line, values: new Map(entries) } : fault(line, { code: "BAD_USER_INPUT", reason: wrong });
}

/** What cannot travel as JSON again: numbers beyond a double's range, and values nested too deep. */
function unusable(root: JsonValue): string | null {
  const open: { value: object; depth: number }[] = [{ value: root as object, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
    for (const inner of Object.values(next.value) as JsonValue[]) {
      if (typeof inner === "number" && !Number.isFinite(inner)) return "holds a number beyond the range of a double";
      if (inner !== null && typeof inner === "object") open.push({ value: inner, depth: next.depth + 1 });
    }
  }
  return null;
}

function fault(line: number, why: RowFault): RawRow {
  return { line, fault: why };
}
