import { isUtf8 } from "node:buffer";
import { open, type FileHandle } from "node:fs/promises";
import { TopographError } from "../errors.js";

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The bytes of a text file in chunks that never cut a character, each proven to be UTF-8, without a byte order mark.
 * Rejects with UNSUPPORTED_FILE at the first byte that is not UTF-8, naming its offset and line.
 */
export async function* utf8Chunks(path: string): AsyncGenerator<Buffer> {
  const file = await openFile(path);
  try {
    let carry = Buffer.alloc(0);
    let offset = 0;
    let line = 1;
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      const ended = bytesRead === 0;
      let bytes =
        carry.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([carry, buffer.subarray(0, bytesRead)]);
      if (offset === 0) {
        if (!ended && bytes.length < 3) {
          carry = bytes;
          continue;
        }
        if (bytes.length === 0) throw new TopographError("UNSUPPORTED_FILE", `${path} is empty.`, { path });
        refuseUtf16(path, bytes);
        if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
          bytes = bytes.subarray(3);
          offset = 3;
        }
      }
      const complete = ended ? bytes.length : bytes.length - unfinishedTail(bytes);
      const whole = bytes.subarray(0, complete);
      if (!isUtf8(whole)) throw notUtf8(path, whole, offset, line);
      if (whole.length > 0) yield whole;
      if (ended) return;
      line += count(whole, NEWLINE);
      offset += whole.length;
      carry = Buffer.from(bytes.subarray(complete));
    }
  } finally {
    await file.close();
  }
}

/** Opens a file for reading; the faults of a wrong path become errors a person can act on. */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, "r");
    const kind = await file.stat();
    if (!kind.isFile()) {
      await file.close();
      // Files are read twice: once to see whether they can be used, once to send them.
      const what = kind.isDirectory() ? "is a folder; name a file" : "is no plain file; write it to one first";
      throw new TopographError("BAD_USER_INPUT", `${path} ${what}.`, { path });
    }
    return file;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new TopographError("BAD_USER_INPUT", `There is no file ${path}.`, { path });
    if (code === "EACCES" || code === "EPERM") {
      throw new TopographError("BAD_USER_INPUT", `${path} may not be read; change its permissions.`, { path });
    }
    throw error;
  }
}

function refuseUtf16(path: string, bytes: Buffer): void {
  const marks = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (marks) {
    throw new TopographError("UNSUPPORTED_FILE", `${path} is UTF-16 (byte 0, line 1); save it as UTF-8.`, {
      path,
      offset: 0,
      line: 1,
    });
  }
}

function notUtf8(path: string, bytes: Buffer, offset: number, line: number): TopographError {
  const at = firstInvalidByte(bytes);
  const badLine = line + count(bytes.subarray(0, at), NEWLINE);
  const value = (bytes[at] ?? 0).toString(16).padStart(2, "0");
  return new TopographError(
    "UNSUPPORTED_FILE",
    `${path} is not UTF-8: byte ${offset + at} (line ${badLine}) is 0x${value}. Save the file as UTF-8; nothing of it was used.`,
    { path, offset: offset + at, line: badLine },
  );
}

/** Index of the first byte that does not belong to a well-formed UTF-8 sequence; bytes.length where there is none. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const size = sequenceLength(lead);
    if (size === 0) return at;
    for (let step = 1; step < size; step++) {
      const next = bytes[at + step] ?? 0;
      // The second byte is narrower where overlong forms, surrogates or code points above U+10FFFF would begin.
      const low = step === 1 && lead === 0xe0 ? 0xa0 : step === 1 && lead === 0xf0 ? 0x90 : 0x80;
      const high = step === 1 && lead === 0xed ? 0x9f : step === 1 && lead === 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) return at;
    }
    at += size;
  }
  return bytes.length;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** How many bytes at the end begin a sequence whose rest has not been read yet, 0..3. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0;
  for (let at = bytes.indexOf(value); at !== -1; at = bytes.indexOf(value, at + 1)) found++;
  return found;
}
