/** Strings as one run of UTF-8 bytes; string i is bytes offsets[i] .. offsets[i + 1]. */
export interface StringColumn {
  readonly bytes: Uint8Array;
  /** One more than there are strings. */
  readonly offsets: Float64Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeStrings(strings: readonly string[]): StringColumn {
  const offsets = new Float64Array(strings.length + 1);
  let length = 0;
  strings.forEach((text, index) => {
    length += Buffer.byteLength(text);
    offsets[index + 1] = length;
  });
  const bytes = new Uint8Array(length);
  strings.forEach((text, index) => encoder.encodeInto(text, bytes.subarray(offsets[index])));
  return { bytes, offsets };
}

export function decodeStrings({ bytes, offsets }: StringColumn): string[] {
  // TextDecoder refuses shared memory.
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  const strings: string[] = new Array<string>(Math.max(0, offsets.length - 1));
  for (let i = 0; i < strings.length; i++) strings[i] = decoder.decode(own.subarray(offsets[i], offsets[i + 1]));
  return strings;
}
