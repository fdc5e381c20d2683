const LENGTHS = [2, 3, 5, 10, 16];
const ROUNDS = 2;
const COMPOUND_SHARE = 0.4;

/**
 * Meaningless rows of words out of the vocabulary. Each word occurs in `ROUNDS` texts of its own and by chance in others,
 * so that also words the corpus never uses are fitted; invented compounds do the same for the pieces of words.
 */
export function inventedTexts(vocabulary: readonly string[], random: () => number): readonly string[] {
  const words = vocabulary.filter((token) => /^[a-z]{2,}$/.test(token));
  const pieces = vocabulary.filter((token) => /^##[a-z]{2,}$/.test(token)).map((token) => token.slice(2));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const texts: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const word of words) {
      const row = Array.from({ length: pick(LENGTHS) - 1 }, () => pick(words));
      row.splice(Math.floor(random() * (row.length + 1)), 0, word);
      if (random() < COMPOUND_SHARE) row.splice(Math.floor(random() * row.length), 0, pick(words) + pick(pieces));
      texts.push(row.join(" "));
    }
  }
  return texts;
}
