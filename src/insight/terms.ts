/** The terms of one text: each counted once, in the order of first appearance, with the form it was written in. */
export type TextTerms = ReadonlyMap<string, string>;

const LETTER = /\p{L}/u;
const MIN_TERM_LENGTH = 2;

/**
 * Splits texts into terms by the word boundaries of Unicode (UAX #29, with dictionaries for scripts that write no
 * spaces), so that no language needs rules of its own. Terms are case-folded; numbers and single letters are none.
 */
export class TermReader {
  readonly #segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

  read(text: string): TextTerms {
    return this.termsOf(this.words(text));
  }

  /** All words and numbers as they are written, in their order. */
  words(text: string): string[] {
    const words: string[] = [];
    for (const { segment, isWordLike } of this.#segmenter.segment(text.normalize("NFC"))) {
      if (isWordLike) words.push(segment);
    }
    return words;
  }

  termsOf(words: readonly string[]): TextTerms {
    const terms = new Map<string, string>();
    for (const segment of words) {
      if (segment.length < MIN_TERM_LENGTH || !LETTER.test(segment)) continue;
      // "Fed's" and "Fed" are one term to a reader.
      const bare = segment.replace(/['’]s$/iu, "");
      const term = bare.toLocaleLowerCase("und");
      if (term.length >= MIN_TERM_LENGTH && !terms.has(term)) terms.set(term, bare);
    }
    return terms;
  }
}
