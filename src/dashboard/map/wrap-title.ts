/** How wide a text is drawn, in pixels. */
export type Measure = (text: string) => number;

/** Breaks a title into at most `maxLines` lines no wider than `maxWidth`; what does not fit ends in an ellipsis. */
export function wrapTitle(title: string, measure: Measure, maxWidth: number, maxLines: number): string[] {
  const words = title.trim().split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  let line = "";
  for (const [index, word] of words.entries()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || measure(longer) <= maxWidth) {
      line = longer;
      continue;
    }
    if (lines.length === maxLines - 1) {
      lines.push(shorten([line, ...words.slice(index)].join(" "), measure, maxWidth));
      return lines;
    }
    lines.push(shorten(line, measure, maxWidth));
    line = word;
  }
  if (line !== "") lines.push(shorten(line, measure, maxWidth));
  return lines;
}

/** Cuts at characters, as a long word may be wider than a line. */
function shorten(text: string, measure: Measure, maxWidth: number): string {
  if (measure(text) <= maxWidth) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && measure(`${characters.join("").trimEnd()}…`) > maxWidth) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
