/**
 * Compares keys by their UTF-8 bytes, the order of keys everywhere. JavaScript's own order differs where a surrogate pair
 * (above U+FFFF) meets a character between U+E000 and U+FFFF.
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
