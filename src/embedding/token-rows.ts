/** The tokens of a batch of texts, padded on the right to one length; 64-bit whole numbers, as the graphs take them. */
export interface TokenBatch {
  readonly size: number;
  readonly length: number;
  readonly inputIds: BigInt64Array;
  readonly attentionMask: BigInt64Array;
}

/**
 * Cuts to `maxTokens`, but keeps what the tokenizer puts at the end ([SEP], </s>): a model pooled at its last token needs
 * it, and the others were trained with it.
 */
export function truncateTokens(
  ids: readonly number[],
  maxTokens: number,
  special: ReadonlySet<number>,
): readonly number[] {
  if (ids.length <= maxTokens) return ids;
  let tail = 0;
  while (tail < maxTokens && special.has(ids[ids.length - 1 - tail] ?? -1)) tail++;
  return [...ids.slice(0, maxTokens - tail), ...ids.slice(ids.length - tail)];
}

export function padTokens(rows: readonly (readonly number[])[], padId: number): TokenBatch {
  const size = rows.length;
  const length = Math.max(1, ...rows.map((row) => row.length));
  const inputIds = new BigInt64Array(size * length).fill(BigInt(padId));
  const attentionMask = new BigInt64Array(size * length);
  rows.forEach((row, i) => {
    row.forEach((id, j) => {
      inputIds[i * length + j] = BigInt(id);
      attentionMask[i * length + j] = 1n;
    });
  });
  return { size, length, inputIds, attentionMask };
}
