import type { Artifact, ArtifactArray } from "./artifact-store.js";
import type { JsonValue } from "../store/document.js";

/**
 * An artifact as one run of bytes: a prefix of four uint32 (magic, version, length of the header, 0), the header as JSON
 * (the meta part, and name, type and length of each array), then the arrays. The header and each array are padded to 8
 * bytes. Little-endian throughout, as every machine that Node runs on.
 */
const MAGIC = 0x41475054; // "TPGA"
const VERSION = 1;
const PREFIX_BYTES = 16;
const ALIGNMENT = 8;

const ARRAY_TYPES = { Int32Array, Uint32Array, Float32Array, Float64Array, Uint8Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;

interface Header {
  readonly meta: JsonValue;
  readonly arrays: readonly { readonly name: string; readonly type: ArrayType; readonly length: number }[];
}

/** The bytes do not form an artifact; `message` says why. */
export class DamagedArtifactError extends Error {
  override readonly name = "DamagedArtifactError";
}

/** The artifact in pieces of `chunkBytes`, the last one shorter; each is a new buffer that may be given away. */
export function* encodeArtifact({ meta, arrays }: Artifact, chunkBytes: number): Generator<Uint8Array<ArrayBuffer>> {
  const header: Header = {
    meta,
    arrays: Object.entries(arrays).map(([name, array]) => ({ name, type: typeOf(array), length: array.length })),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(Uint32Array.of(MAGIC, VERSION, json.length, 0).buffer);
  const parts = [prefix, json, padding(json.length)];
  for (const array of Object.values(arrays)) parts.push(bytesOf(array), padding(array.byteLength));

  let left = parts.reduce((sum, { length }) => sum + length, 0);
  let chunk = new Uint8Array(Math.min(chunkBytes, left));
  let filled = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length;) {
      const piece = part.subarray(at, at + chunk.length - filled);
      chunk.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < chunk.length) continue;
      yield chunk;
      left -= filled;
      chunk = new Uint8Array(Math.min(chunkBytes, left));
      filled = 0;
    }
  }
}

/** Puts an artifact together from its bytes, piece by piece in order. */
export class ArtifactDecoder {
  #start = new Uint8Array(0);
  #header: Header | null = null;
  readonly #arrays: Record<string, ArtifactArray> = {};
  /** What is still to be filled, in order; null where bytes are padding. */
  readonly #targets: { bytes: Uint8Array | null; length: number }[] = [];
  #target = 0;
  #filled = 0;

  /** @throws DamagedArtifactError */
  push(chunk: Uint8Array): void {
    if (this.#header) {
      this.#fill(chunk);
      return;
    }
    this.#start = joined(this.#start, chunk);
    if (this.#start.length < PREFIX_BYTES) return;
    const [magic, version, headerBytes = 0] = new Uint32Array(this.#start.slice(0, PREFIX_BYTES).buffer);
    if (magic !== MAGIC) throw new DamagedArtifactError("it does not begin like an artifact");
    if (version !== VERSION) throw new DamagedArtifactError(`it has version ${version}, expected ${VERSION}`);
    if (this.#start.length < PREFIX_BYTES + headerBytes) return;
    this.#header = this.#readHeader(this.#start.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes));
    this.#fill(this.#start.subarray(PREFIX_BYTES + headerBytes));
    this.#start = new Uint8Array(0);
  }

  /** @throws DamagedArtifactError when bytes are missing */
  finish(): Artifact {
    if (!this.#header || this.#target < this.#targets.length) throw new DamagedArtifactError("it ends too early");
    return { meta: this.#header.meta, arrays: this.#arrays };
  }

  #readHeader(json: Uint8Array): Header {
    let header: Header;
    try {
      header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json)) as Header;
    } catch {
      throw new DamagedArtifactError("its header is not readable");
    }
    this.#expect(null, paddingLength(json.length));
    for (const { name, type, length } of header.arrays) {
      const array = new ARRAY_TYPES[type](length);
      // Not by assignment: the name may be __proto__.
      Object.defineProperty(this.#arrays, name, { value: array, enumerable: true, configurable: true, writable: true });
      this.#expect(bytesOf(array), array.byteLength);
      this.#expect(null, paddingLength(array.byteLength));
    }
    return header;
  }

  #expect(bytes: Uint8Array | null, length: number): void {
    if (length > 0) this.#targets.push({ bytes, length });
  }

  #fill(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const target = this.#targets[this.#target];
      if (!target) throw new DamagedArtifactError("it goes on after its end");
      const piece = chunk.subarray(at, at + target.length - this.#filled);
      target.bytes?.set(piece, this.#filled);
      at += piece.length;
      this.#filled += piece.length;
      if (this.#filled === target.length) {
        this.#target++;
        this.#filled = 0;
      }
    }
  }
}

function typeOf(array: ArtifactArray): ArrayType {
  // A Buffer is a Uint8Array too, and comes back as one.
  const type = (Object.keys(ARRAY_TYPES) as ArrayType[]).find((name) => array instanceof ARRAY_TYPES[name]);
  if (!type)
    throw new TypeError(
      `expected one of ${Object.keys(ARRAY_TYPES).join(", ")}, got ${Object.prototype.toString.call(array)}`,
    );
  return type;
}

function bytesOf(array: ArtifactArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function paddingLength(bytes: number): number {
  return (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;
}

function padding(bytes: number): Uint8Array {
  return new Uint8Array(paddingLength(bytes));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
