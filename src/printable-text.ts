/** Texts of documents may hold control characters, which would steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/** The same for what consists of lines. */
export function printableLines(text: string): string {
  return text.replace(/[^\P{Cc}\n]+/gu, " ");
}
