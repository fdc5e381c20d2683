/** A title made of a text ends here, at the end of a word. */
const MADE_TITLE_LENGTH = 120;

/** What serves as the title of a text without one: its first line, cut at the end of a word where it is long. */
export function firstLine(text: string): string {
  const line = (/^[^\r\n\u2028\u2029]*/.exec(text)?.[0] ?? text).trim();
  const characters = Array.from(line);
  if (characters.length <= MADE_TITLE_LENGTH) return line;
  const head = characters.slice(0, MADE_TITLE_LENGTH).join("");
  const end = head.search(/\s+\S*$/);
  return `${end > 0 ? head.slice(0, end) : head}…`;
}
