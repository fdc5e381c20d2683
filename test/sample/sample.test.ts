import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { RowDocument } from "../../src/ingest/row-to-document.js";
import { checkRow, type DocumentInputRow } from "../../src/services/document-row.js";
import { NO_STORY, readSample, readStories, SAMPLE_PATH } from "./read-sample.js";
import { sharedWords, wordsOf } from "./shared-words.js";

const DAY = 86_400_000;

const documents = await readSample();
const storyByKey = await readStories();
const stories = new Map<string, RowDocument[]>();
for (const document of documents) {
  const story = storyByKey[document.key ?? ""] ?? "unknown";
  stories.set(story, [...(stories.get(story) ?? []), document]);
}
const oneOffs = stories.get(NO_STORY) ?? [];
stories.delete(NO_STORY);

const distinct = (values: readonly unknown[]): number => new Set(values).size;
const times = (of: readonly RowDocument[]): number[] => of.map(({ publishedAt }) => publishedAt ?? Number.NaN);

describe("the sample's rows", () => {
  it("are many", () => {
    expect(documents.length).toBeGreaterThanOrEqual(600);
  });

  it("are read alike by the demo, which takes them as they are, and by the command line", async () => {
    const lines = (await readFile(SAMPLE_PATH, "utf8")).split("\n").filter((line) => line !== "");
    expect(lines).toHaveLength(documents.length);
    lines.forEach((line, index) => {
      const raw = JSON.parse(line) as DocumentInputRow & { readonly publishedAt: string };
      const { key, document } = checkRow({ ...raw, publishedAt: Date.parse(raw.publishedAt) }, index);
      expect({ ...document, key, vector: null }).toEqual(documents[index]);
    });
  });

  it("have keys, titles and texts of their own", () => {
    expect(documents.every(({ key }) => key !== null)).toBe(true);
    expect(distinct(documents.map(({ key }) => key))).toBe(documents.length);
    expect(distinct(documents.map(({ title }) => title))).toBe(documents.length);
    expect(distinct(documents.map(({ text }) => text))).toBe(documents.length);
  });

  it("have a headline, a sentence, a moment, a source and a section", () => {
    const isWhole = ({ title, text, publishedAt, fields }: RowDocument): boolean =>
      wordsOf(title).size >= 4 &&
      /^[“\p{Lu}\p{N}].*[.!?]”?$/u.test(text) &&
      text.split(/\s+/).length >= 12 &&
      publishedAt !== null &&
      /\S/.test(String(fields["source"] ?? "")) &&
      /\S/.test(String(fields["section"] ?? ""));
    expect(documents.filter((document) => !isWhole(document))).toEqual([]);
  });

  it("come in order of time, over several weeks", () => {
    const sorted = times(documents).sort((a, b) => a - b);
    expect(times(documents)).toEqual(sorted);
    const days = (sorted.at(-1)! - sorted[0]!) / DAY;
    expect(days).toBeGreaterThan(21);
    expect(days).toBeLessThan(45);
  });

  it("come from many sources", () => {
    expect(distinct(documents.map(({ fields }) => fields["source"]))).toBeGreaterThanOrEqual(12);
  });
});

describe("the sample's stories", () => {
  const sizes = [...stories.values()].map(({ length }) => length).sort((a, b) => b - a);

  it("account for every document", () => {
    expect(Object.keys(storyByKey)).toEqual(documents.map(({ key }) => key));
    expect(stories.has("unknown")).toBe(false);
  });

  it("are some forty, of uneven size, beside a hundred one-offs or more", () => {
    expect(sizes.length).toBeGreaterThanOrEqual(36);
    expect(oneOffs.length).toBeGreaterThanOrEqual(100);
    expect(sizes[0]).toBeGreaterThanOrEqual(30);
    expect(sizes.at(-1)).toBeLessThanOrEqual(6);
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(4);
    expect(distinct(sizes)).toBeGreaterThanOrEqual(12);
  });

  it.each([...stories])("%s is told in different words", (_, told) => {
    const tooAlike = told.flatMap(({ title }, index) =>
      told
        .slice(0, index)
        .filter((earlier) => sharedWords(earlier.title, title) > 0.5)
        .map((earlier) => [earlier.title, title]),
    );
    expect(tooAlike).toEqual([]);
  });

  it.each([...stories])("%s is told by several sources over several days", (_, told) => {
    expect(distinct(told.map(({ fields }) => fields["source"]))).toBeGreaterThanOrEqual(3);
    expect((times(told).at(-1)! - times(told)[0]!) / DAY).toBeGreaterThan(2);
  });

  it("do not show in the keys", () => {
    for (const { key } of documents) expect(key).toMatch(/^h-\d{4}$/);
  });
});
