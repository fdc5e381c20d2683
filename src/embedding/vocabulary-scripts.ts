/** Writing systems that are told apart, by their Unicode names; letters of others count as "Other". */
export const SCRIPTS = [
  ..."Latin Cyrillic Greek Arabic Hebrew Han Hiragana Katakana Hangul Devanagari Bengali Tamil Telugu Kannada".split(
    " ",
  ),
  ..."Malayalam Gujarati Gurmukhi Oriya Sinhala Thai Lao Khmer Myanmar Tibetan Armenian Georgian Ethiopic".split(" "),
] as const;

/** Vocabularies hold single letters of many scripts that their models never learned to read; words tell. */
const WORDS = 50;
const WORDS_OF_SMALL_VOCABULARY = 0.02;
/** Scripts without an alphabet have thousands of signs. */
const SIGNS = 2000;

const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * The scripts a vocabulary covers: those in which it has words, or signs by the thousand.
 *
 * @param tokens as text, without the marks by which tokenizers tell word beginnings from continuations
 */
export function coveredScripts(tokens: readonly string[]): readonly string[] {
  const enough = Math.max(1, Math.min(WORDS, Math.floor(tokens.length * WORDS_OF_SMALL_VOCABULARY)));
  const beyondAscii = tokens.filter((token) => BEYOND_ASCII.test(token));
  return SCRIPTS.filter((script) => isCovered(script === "Latin" ? tokens : beyondAscii, script, enough));
}

function isCovered(tokens: readonly string[], script: string, enough: number): boolean {
  const letter = new RegExp(`\\p{Script=${script}}`, "gu");
  let words = 0;
  let signs = 0;
  for (const token of tokens) {
    const letters = token.match(letter)?.length ?? 0;
    if (letters === 1) signs++;
    if (letters > 1) words++;
    if (words >= enough || signs >= SIGNS) return true;
  }
  return false;
}

/** Marks of WordPiece, SentencePiece and byte-pair vocabularies for the beginning, continuation or end of a word. */
const MARK = /^(##|▁)|<\/w>$/g;
const BYTE_LEVEL_SPACE = "Ġ";
const BYTE_LEVEL_SHARE = 0.05;

/** The vocabulary as text; tokens that are parts of characters are left out. */
export function vocabularyTexts(vocabulary: readonly string[]): readonly string[] {
  const spaced = vocabulary.filter((token) => token.startsWith(BYTE_LEVEL_SPACE)).length;
  if (spaced < vocabulary.length * BYTE_LEVEL_SHARE) return vocabulary.map((token) => token.replace(MARK, ""));
  return vocabulary.map(decodeByteLevel).filter((token) => token !== null);
}

/** GPT-2's table: printable bytes stand for themselves, the others for letters from U+0100 on, in order. */
const BYTE_OF_LETTER = new Map<string, number>();
for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  BYTE_OF_LETTER.set(String.fromCharCode(printable ? byte : next++), byte);
}

/**
 * Byte-level vocabularies spell each byte as a letter; this undoes it.
 *
 * @returns null when the bytes are not whole characters
 */
function decodeByteLevel(token: string): string | null {
  const bytes = Uint8Array.from(token, (letter) => BYTE_OF_LETTER.get(letter) ?? 0);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
