/** Characters of a batch after padding; some 2,000 tokens, so that a cancelled job and its progress never wait for long. */
const BATCH_CHARACTERS = 8192;
const BATCH_TEXTS = 64;

/**
 * The numbers of the texts, longest first, in batches: texts of a batch are of like length, since the short ones are padded
 * to the longest; and the longest come first, so that no worker is left with them at the end.
 */
export function textBatches(texts: readonly string[]): readonly (readonly number[])[] {
  const order = texts.map((_, i) => i).sort((a, b) => lengthOf(texts, b) - lengthOf(texts, a) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  let room = 0;
  for (const text of order) {
    if (batch.length === 0 || batch.length >= room) {
      batch = [];
      batches.push(batch);
      room = Math.max(1, Math.min(BATCH_TEXTS, Math.floor(BATCH_CHARACTERS / Math.max(1, lengthOf(texts, text)))));
    }
    batch.push(text);
  }
  return batches;
}

function lengthOf(texts: readonly string[], i: number): number {
  return texts[i]?.length ?? 0;
}
