import type { FileHandle } from "node:fs/promises";
import { TopographError } from "../errors.js";

/** Where the numbers of a two-dimensional little-endian array in C order lie in its file. */
export interface NpyHeader {
  readonly rows: number;
  readonly dimension: number;
  readonly bytesPerNumber: 4 | 8;
  readonly dataOffset: number;
}

const MAGIC = Buffer.from("\x93NUMPY", "latin1");
/** Headers are some 100 bytes; a longer one belongs to a structured array. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Reads the header of NumPy's .npy format, versions 1 to 3, and refuses what is not a matrix of float32 or float64. */
export async function readNpyHeader(path: string, file: FileHandle, size: number): Promise<NpyHeader> {
  const start = Buffer.alloc(12);
  const { bytesRead } = await file.read(start, 0, 12, 0);
  if (bytesRead < 12 || !start.subarray(0, 6).equals(MAGIC)) throw refused(path, "is not a .npy file");
  const major = start[6] ?? 0;
  if (major < 1 || major > 3) throw refused(path, `has version ${major} of the .npy format; versions 1 to 3 are read`);
  const lengthBytes = major === 1 ? 2 : 4;
  const headerBytes = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (headerBytes > MAX_HEADER_BYTES) throw refused(path, `has a header of ${headerBytes} bytes`);
  const dataOffset = 8 + lengthBytes + headerBytes;
  if (dataOffset > size) throw refused(path, "ends within its header");
  const header = Buffer.alloc(headerBytes);
  await file.read(header, 0, headerBytes, 8 + lengthBytes);
  const { rows, dimension, bytesPerNumber } = parseDictionary(path, header.toString("latin1"));
  const expected = dataOffset + rows * dimension * bytesPerNumber;
  if (size !== expected) throw refused(path, `has ${size} bytes where its header promises ${expected}`);
  return { rows, dimension, bytesPerNumber, dataOffset };
}

function parseDictionary(path: string, text: string): Omit<NpyHeader, "dataOffset"> {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || shape === undefined)
    throw refused(path, "has a header that cannot be read");
  if (type !== "<f4" && type !== "<f8") {
    throw refused(path, `holds "${type}"; save it with array.astype("<f4")`);
  }
  if (order === "True") throw refused(path, "is in Fortran order; save it with numpy.ascontiguousarray(array)");
  const sizes = shape
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const [rows, dimension] = sizes.map(Number);
  if (
    sizes.length !== 2 ||
    rows === undefined ||
    dimension === undefined ||
    !Number.isSafeInteger(rows * dimension) ||
    dimension < 1
  ) {
    throw refused(path, `has the shape (${shape.trim()}); a matrix of rows x numbers is needed`);
  }
  return { rows, dimension, bytesPerNumber: type === "<f4" ? 4 : 8 };
}

function refused(path: string, why: string): TopographError {
  return new TopographError("UNSUPPORTED_FILE", `${path} ${why}.`, { path });
}
