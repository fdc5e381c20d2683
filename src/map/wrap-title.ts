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

/** Cuts between words where that leaves most of the line, else within one: a long word may be wider than the line. */
function shorten(text: string, measure: Measure, maxWidth: number): string {
  if (measure(text) <= maxWidth) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && measure(`${characters.join("")}…`) > maxWidth) characters.pop();
  const cut = characters.join("");
  const space = text[cut.length] === " " ? cut.length : cut.lastIndexOf(" ");
  const kept = space > cut.length / 2 ? cut.slice(0, space) : cut;
  return `${kept.replace(LOOSE_END, "")}…`;
}

/** Spaces and marks that open or part, which make no end. */
const LOOSE_END = /[\s,;:([{–-]+$/;
