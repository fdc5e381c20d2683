/** Distills a sentence model into a table of token vectors; see README.md in this folder. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fitTokens, weightByRank } from "./fit-tokens.js";
import { inventedTexts } from "./invented-texts.js";
import { tokenShares } from "./matrix.js";
import { principalDirections, project } from "./principal-directions.js";
import { readCorpus } from "./read-corpus.js";
import { seededRandom } from "./seeded-random.js";
import { writeStaticModel } from "./static-model.js";
import { openTeacher } from "./teacher.js";
import { textVariants } from "./text-variants.js";

const { values: options } = parseArgs({
  options: {
    teacher: { type: "string" },
    dtype: { type: "string", default: "q8" },
    corpus: { type: "string" },
    columns: { type: "string", default: "title,description" },
    out: { type: "string" },
    dimension: { type: "string", default: "256" },
    seed: { type: "string", default: "7" },
  },
});
const { teacher: teacherFolder, corpus: corpusFile, out } = options;
if (teacherFolder === undefined || corpusFile === undefined || out === undefined) {
  throw new Error("Usage: npx tsx scripts/distill/distill.ts --teacher FOLDER --corpus FILE.csv --out FOLDER");
}
const report = (line: string) => console.log(line);

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly special: boolean }[];
}
const tokenizer = JSON.parse(await readFile(join(teacherFolder, "tokenizer.json"), "utf8")) as TokenizerFile;
const vocabulary = Object.keys(tokenizer.model.vocab);

const random = seededRandom(Number(options.seed));
const documents = await readCorpus(corpusFile, options.columns.split(","));
const fromCorpus = textVariants(documents, random);
const texts = [...fromCorpus, ...inventedTexts(vocabulary, random)];
report(
  `${documents.length} documents, ${fromCorpus.length} texts of them, ${texts.length - fromCorpus.length} invented`,
);

const teacher = await openTeacher(resolve(teacherFolder), options.dtype);
const alone = await teacher.tokensAlone(vocabulary.length);
report(`${alone.rows} tokens alone`);
let told = 0;
const sentences = await teacher.sentences(texts, (done) => {
  if (done - told >= 10_000) report(`${(told = done)} texts embedded`);
});
const tokenized = texts.map((text) => teacher.tokenize(text));
await teacher.close();

// The directions are those of real texts; invented ones would spread them over everything a word can mean.
const real = {
  ...sentences,
  rows: fromCorpus.length,
  data: sentences.data.subarray(0, fromCorpus.length * sentences.columns),
};
const projection = principalDirections(real, Number(options.dimension));
report("principal directions found");
const start = project(alone, projection);
weightByRank(start);
const special = tokenizer.added_tokens.filter((token) => token.special).map((token) => token.id);
for (const id of special) start.data.fill(0, id * start.columns, (id + 1) * start.columns);

const tokens = fitTokens(tokenShares(tokenized), project(sentences, projection), start, report);
// What frames a text, pads it, or stands for the unknown must not move its mean.
for (const id of special) tokens.data.fill(0, id * tokens.columns, (id + 1) * tokens.columns);
await writeStaticModel(out, tokens, teacherFolder);
report(`written: ${tokens.rows} x ${tokens.columns}`);
