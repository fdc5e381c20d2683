import { TopographError } from "../errors.js";

/**
 * libsql hands a text back only up to its first NUL and turns lone surrogates into U+FFFD, so every text passes through
 * here on its way in and out: NUL becomes 0x01 0x01 and 0x01 becomes 0x01 0x02, which keeps the order of the UTF-8 bytes;
 * text that is not well-formed Unicode is refused.
 */
const ESCAPED = /[\u0000\u0001]/; // eslint-disable-line no-control-regex
const ESCAPED_ALL = /[\u0000\u0001]/g; // eslint-disable-line no-control-regex
const SEQUENCE = /\u0001[\u0001\u0002]/g; // eslint-disable-line no-control-regex
const LONE_SURROGATE = /\p{Surrogate}/u;

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

export function encodeText(text: string): string {
  if (!isWellFormed(text)) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `A text is not well-formed Unicode: it has a lone surrogate at position ${text.search(LONE_SURROGATE)}; remove it.`,
    );
  }
  if (!ESCAPED.test(text)) return text;
  return text.replace(ESCAPED_ALL, (character) => (character === "\u0000" ? "\u0001\u0001" : "\u0001\u0002"));
}

export function decodeText(text: string): string {
  if (!text.includes("\u0001")) return text;
  return text.replace(SEQUENCE, (sequence) => (sequence[1] === "\u0001" ? "\u0000" : "\u0001"));
}
