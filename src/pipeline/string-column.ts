import { GrowingArray } from "./growing-array.js";

/** Strings as one run of UTF-8 bytes; string i is bytes offsets[i] .. offsets[i + 1]. */
export interface StringColumn {
  readonly bytes: Uint8Array;
  /** One more than there are strings. */
  readonly offsets: Float64Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class StringColumnBuilder {
  readonly #bytes = new GrowingArray((length) => new Uint8Array(length));
  readonly #offsets = new GrowingArray((length) => new Float64Array(length), 1);

  constructor() {
    this.#offsets.append([0]);
  }

  append(strings: readonly string[]): void {
    const start = this.#bytes.length;
    const ends: number[] = [];
    let length = 0;
    for (const text of strings) {
      length += Buffer.byteLength(text);
      ends.push(start + length);
    }
    const bytes = new Uint8Array(length);
    strings.forEach((text, index) => encoder.encodeInto(text, bytes.subarray((ends[index - 1] ?? start) - start)));
    this.#bytes.append(bytes);
    this.#offsets.append(ends);
  }

  finish(): StringColumn {
    return { bytes: this.#bytes.values(), offsets: this.#offsets.values() };
  }
}

export function decodeStrings({ bytes, offsets }: StringColumn): string[] {
  // TextDecoder refuses shared memory.
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  const strings: string[] = new Array<string>(Math.max(0, offsets.length - 1));
  for (let i = 0; i < strings.length; i++) strings[i] = decoder.decode(own.subarray(offsets[i], offsets[i + 1]));
  return strings;
}
