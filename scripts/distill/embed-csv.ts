/** Embeds columns of a CSV file, joined by a line feed as documents are, and writes row-major float32; prints the rate. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { readColumns } from "./read-corpus.js";

const { values: options } = parseArgs({
  options: {
    model: { type: "string" },
    csv: { type: "string" },
    columns: { type: "string", default: "title,description" },
    threads: { type: "string", default: "2" },
    out: { type: "string" },
  },
});
const { model, csv } = options;
if (model === undefined || csv === undefined) {
  throw new Error(
    "Usage: npx tsx scripts/distill/embed-csv.ts --model FOLDER --csv FILE.csv [--columns A,B] [--out FILE.f32]",
  );
}
const texts = (await readColumns(csv, options.columns.split(","))).map((cells) => cells.join("\n"));
const embedder = await openEmbedder({ model: resolve(model), allowDownload: false, threads: Number(options.threads) });
for (const round of ["first run (threads start)", "second run"]) {
  const start = performance.now();
  const vectors = await embedder.embed(texts);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${round}: ${texts.length} texts in ${seconds.toFixed(2)} s, ${Math.round(texts.length / seconds)} a second`,
  );
  if (options.out !== undefined) await writeFile(options.out, vectors);
}
await embedder.close();
