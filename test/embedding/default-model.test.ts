import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_MODEL, readConfig } from "../../src/config.js";
import type { Embedder } from "../../src/embedding/embedder.js";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { uncoveredShare } from "../../src/embedding/script-coverage.js";

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(projectRoot, "models", DEFAULT_MODEL);
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
  statSync(join(folder, file)).isFile(),
);

const STORIES = [
  ["Hurricane batters the coast as thousands flee", "Storm forces mass evacuation along the shore"],
  ["Central bank raises interest rates again", "Borrowing costs climb after the bank's decision on rates"],
  ["Striker scores twice as the champions win the derby", "Two goals by the forward decide the football match"],
  ["Probe lands on Mars after a seven-month journey", "Spacecraft touches down on the red planet"],
];

let embedder: Embedder;

/** With nothing set, and with a folder of models that does not exist: all there is lies in the project. */
beforeAll(async () => {
  const { embeddingModel } = readConfig({});
  embedder = await openEmbedder({ model: embeddingModel, allowDownload: false, threads: 2 });
});
afterAll(() => embedder?.close());

async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  const { dimension } = embedder.model;
  const vectors = await embedder.embed(texts);
  return texts.map((_, i) => vectors.slice(i * dimension, (i + 1) * dimension));
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe("the default model", () => {
  it("loads from the project with nothing set and nothing fetched", () => {
    expect(embedder.model).toEqual({
      name: "topograph/static-minilm-256",
      dtype: "q8",
      pooling: "mean",
      prefix: null,
      dimension: 256,
      maxTokens: 512,
      languages: ["en"],
      scripts: ["Latin"],
    });
  });

  it("is known to read Latin letters only, though its vocabulary holds letters of many scripts", async () => {
    const foreign = ["Шторм обрушился на побережье", "暴风雨袭击海岸", "عاصفة تضرب الساحل", "태풍이 해안을 강타"];
    const vectors = await embed(foreign);
    for (const vector of vectors) expect(vector.some((value) => value !== 0)).toBe(true);
    const { share, scripts } = uncoveredShare([...foreign, ...STORIES.flat()], embedder.model);
    expect(share).toBeCloseTo(4 / 12, 12);
    expect([...scripts].sort()).toEqual(["Arabic", "Cyrillic", "Han", "Hangul"]);
  });

  it("is 8 to 10 MB with everything, and goes into the package whole", () => {
    const size = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(size).toBeGreaterThan(8e6);
    expect(size).toBeLessThan(10e6);
    expect(files).toContain("README.md");
    const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: projectRoot });
    const [{ files: packed }] = JSON.parse(listing.toString()) as [{ files: { path: string }[] }];
    const paths = packed.map(({ path }) => path);
    for (const file of files) expect(paths).toContain(`models/${DEFAULT_MODEL}/${file}`);
  });

  it("gives unit vectors, and zeros to texts of which it knows nothing", async () => {
    const [known, ...unknown] = await embed(["Storm hits the coast", "", " \n", "\u{1F300}\u{1F680}", "ᏣᎳᎩ"]);
    expect(Math.hypot(...known!)).toBeCloseTo(1, 6);
    for (const vector of unknown) expect(vector.every((value) => value === 0)).toBe(true);
  });

  it("puts headlines of a story nearer to each other than to those of any other", async () => {
    const vectors = await embed(STORIES.flat());
    const nearest = vectors.map((vector, i) => {
      const others = vectors.map((other, j) => (j === i ? -Infinity : cosine(vector, other)));
      return others.indexOf(Math.max(...others));
    });
    // Each story has the places 2s and 2s + 1.
    expect(nearest).toEqual(vectors.map((_, i) => i ^ 1));
  });

  it("gives a text the same bits alone, among others and in another order", async () => {
    const words = STORIES.flat().join(" ").split(" ");
    const texts = Array.from({ length: 700 }, (_, i) =>
      Array.from({ length: 1 + (i % 40) }, (_, j) => words[(i * 5 + j * (1 + (i % 7))) % words.length]).join(" "),
    );
    const together = await embed(texts);
    const reversed = (await embed([...texts].reverse())).reverse();
    expect(reversed).toEqual(together);
    for (let i = 0; i < texts.length; i += 23) expect(await embed([texts[i]!])).toEqual([together[i]]);
  });

  it("cuts a text behind 512 tokens", async () => {
    const long = "storm coast bank ".repeat(300);
    const [cut, longer] = await embed([long, `${long} ${"film prize actor ".repeat(300)}`]);
    expect(longer).toEqual(cut);
  });
});
