import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { RowDocument } from "../../src/ingest/row-to-document.js";
import { readFileRows } from "../ingest/read-rows.js";

export const SAMPLE_PATH = fileURLToPath(new URL("../../sample/headlines.jsonl", import.meta.url));
/** The story of a document that belongs to none. */
export const NO_STORY = "none";

/** The sample as `topograph ingest` reads it; a row that it would skip is an error. */
export async function readSample(): Promise<RowDocument[]> {
  const { rows } = await readFileRows(SAMPLE_PATH);
  return rows.map((row) => {
    if ("fault" in row) throw new Error(`line ${row.line}: ${row.fault.reason}`);
    return row.document;
  });
}

/** The story that each key was written for. It stays out of the sample, so that the product cannot know it. */
export async function readStories(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL("stories.json", import.meta.url), "utf8");
  return JSON.parse(text) as Record<string, string>;
}
