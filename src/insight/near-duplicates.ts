/** Two texts nearly repeat each other if they have four fifths of the words of either in common; whole numbers, to be exact. */
const [COMMON, OF_ALL] = [4, 5] as const;

/**
 * How many of the texts nearly repeat an earlier one that repeats none itself, so that a story printed forty times counts
 * 39. Words are compared as sets. Pairs that can be near are found by their rarest words (the prefix filter of Chaudhuri,
 * Ganti and Kaushik 2006, as in Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search"): two sets with a
 * Jaccard index of at least t have a word in common among the first n - ceil(t n) + 1 of each, in any one order of words.
 *
 * @param texts the words of each text; a text without words repeats another one without words
 */
export function countNearDuplicates(texts: readonly (readonly string[])[]): number {
  const sets = texts.map((words) => new Set(words));
  const frequency = new Map<string, number>();
  for (const set of sets) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const rarestFirst = (a: string, b: string): number =>
    (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1);
  const byWord = new Map<string, ReadonlySet<string>[]>();
  let repeated = 0;
  let sawEmpty = false;
  for (const set of sets) {
    if (set.size === 0) {
      if (sawEmpty) repeated++;
      sawEmpty = true;
      continue;
    }
    const prefix = [...set].sort(rarestFirst).slice(0, set.size - Math.ceil((COMMON * set.size) / OF_ALL) + 1);
    if (prefix.some((word) => byWord.get(word)?.some((other) => areNear(set, other)))) {
      repeated++;
      continue;
    }
    for (const word of prefix) {
      const others = byWord.get(word);
      if (others) others.push(set);
      else byWord.set(word, [set]);
    }
  }
  return repeated;
}

function areNear(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [smaller, larger] = one.size < other.size ? [one, other] : [other, one];
  if (OF_ALL * smaller.size < COMMON * larger.size) return false;
  let common = 0;
  for (const word of smaller) if (larger.has(word)) common++;
  return OF_ALL * common >= COMMON * (one.size + other.size - common);
}
