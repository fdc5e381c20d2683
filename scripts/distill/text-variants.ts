import type { CorpusDocument } from "./read-corpus.js";

/** Words that news texts share whatever they are about; search indexes and cleaned corpora leave them out. */
const FUNCTION_WORDS = new Set(
  (
    "a an the and or but if then than so as of at by for from in into on onto to with without over under about after " +
    "before between during out up down off again is are was were be been being am do does did doing have has had having " +
    "will would can could should may might must shall not no nor this that these those it its he him his she her they " +
    "them their we us our you your i me my who whom whose which what when where why how all any both each few more most " +
    "other some such only own same too very just also new now there here while because until against through said says say"
  ).split(" "),
);
const WINDOWS = 2;
const SHORTEST_WINDOW = 6;
const LONGEST_WINDOW = 16;

/**
 * The texts a document is taught by: whole, title alone, body alone, and telegraphic (content words in lower case) in full,
 * as a title and as random windows of the body. Variety matters more than volume: a mean of token vectors learns from
 * texts of all lengths what a token adds.
 */
export function textVariants(documents: readonly CorpusDocument[], random: () => number): readonly string[] {
  const texts = documents.flatMap(({ title, body }) => [
    `${title}\n${body}`,
    title,
    body,
    telegraphic(`${title} ${body}`),
    telegraphic(title),
    ...windows(body, random).map(telegraphic),
  ]);
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== "");
}

function telegraphic(text: string): string {
  const words = text.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
  return words.filter((word) => !FUNCTION_WORDS.has(word)).join(" ");
}

function windows(text: string, random: () => number): readonly string[] {
  const words = text.split(" ");
  return Array.from({ length: WINDOWS }, () => {
    const size = SHORTEST_WINDOW + Math.floor(random() * (LONGEST_WINDOW - SHORTEST_WINDOW + 1));
    const start = Math.floor(random() * Math.max(1, words.length - size));
    return words.slice(start, start + size).join(" ");
  });
}
