/** The distinct words of a text: runs of letters and digits, case-folded, none left out. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLocaleLowerCase("und").match(/[\p{L}\p{N}]+/gu));
}

/** The words that two texts have in common, as a share of the words of the text that has fewer; 0 where one has none. */
export function sharedWords(first: string, second: string): number {
  const a = wordsOf(first);
  const b = wordsOf(second);
  const fewer = Math.min(a.size, b.size);
  return fewer === 0 ? 0 : [...a].filter((word) => b.has(word)).length / fewer;
}
