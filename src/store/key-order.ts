/** How the keys of a collection are ordered: as texts, or as the 64-bit whole numbers that they spell. */
export type KeyOrder = "TEXT" | "NUMBER";

/**
 * Compares keys by their UTF-8 bytes, the order of keys everywhere but where they are numbers. JavaScript's own order differs
 * where a surrogate pair (above U+FFFF) meets a character between U+E000 and U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates D800..DFFF after E000..FFFF, everything else as it is. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Compares keys that are whole numbers in digits by what they spell, beyond what a JavaScript number holds too. */
export function compareNumberKeys(a: string, b: string): number {
  const [isNegative, bIsNegative] = [a.startsWith("-"), b.startsWith("-")];
  if (isNegative !== bIsNegative) return isNegative ? -1 : 1;
  const order = a.length - b.length || (a < b ? -1 : Number(a > b));
  return isNegative ? -order : order;
}

export function keyComparison(order: KeyOrder): (a: string, b: string) => number {
  return order === "NUMBER" ? compareNumberKeys : compareKeys;
}

/** Whether a text is a 64-bit whole number in the one way that it is written as a key. */
export function isNumberKey(text: string): boolean {
  return /^(?:0|-?[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
