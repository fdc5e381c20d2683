import { extname } from "node:path";
import type { FileHandle } from "node:fs/promises";
import { TopographError } from "../errors.js";
import { type NpyHeader, readNpyHeader } from "./npy-header.js";
import { openFile } from "./utf8-chunks.js";

/** Rows read at once: 512 rows of 1,024 numbers are 2 MB. */
const BLOCK_ROWS = 512;

/** Vectors of a file, one a document row, read as they are asked for. */
export class VectorFile {
  #block: Float32Array = new Float32Array(0);
  #blockStart = -1;

  private constructor(
    readonly path: string,
    readonly rows: number,
    readonly dimension: number,
    private readonly layout: Pick<NpyHeader, "dataOffset" | "bytesPerNumber">,
    private readonly file: FileHandle,
  ) {}

  /**
   * Opens a .npy file (2-D, float32 or float64, C order) or a .f32 file (plain little-endian float32).
   *
   * @param documentRows rows of the document file; a vector file with another number of rows is refused
   */
  static async open(path: string, documentRows: number): Promise<VectorFile> {
    const ending = extname(path).toLowerCase();
    if (ending !== ".npy" && ending !== ".f32") {
      throw new TopographError("UNSUPPORTED_FILE", `${path}: vectors are read from .npy and .f32 files.`, { path });
    }
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      const header = ending === ".npy" ? await readNpyHeader(path, file, size) : plainHeader(path, size, documentRows);
      if (header.rows !== documentRows) {
        throw new TopographError(
          "BAD_USER_INPUT",
          `${path} holds ${header.rows} vectors for ${documentRows} rows of documents; each row needs one, the unusable rows too.`,
          { path, vectors: header.rows, rows: documentRows },
        );
      }
      return new VectorFile(path, header.rows, header.dimension, header, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The vector of a row, a view that is good until the next call; float64 is rounded to float32. */
  async row(index: number): Promise<Float32Array> {
    if (index < 0 || index >= this.rows) throw new RangeError(`row ${index} of ${this.rows}`);
    const start = index - (index % BLOCK_ROWS);
    if (start !== this.#blockStart) {
      this.#block = await this.#read(start, Math.min(BLOCK_ROWS, this.rows - start));
      this.#blockStart = start;
    }
    return this.#block.subarray((index - start) * this.dimension, (index - start + 1) * this.dimension);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #read(start: number, rows: number): Promise<Float32Array> {
    const { dataOffset, bytesPerNumber } = this.layout;
    const length = rows * this.dimension;
    const bytes = Buffer.alloc(length * bytesPerNumber);
    const position = dataOffset + start * this.dimension * bytesPerNumber;
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, position + filled);
      if (bytesRead === 0)
        throw new TopographError("UNSUPPORTED_FILE", `${this.path} became shorter while it was read.`, {
          path: this.path,
        });
      filled += bytesRead;
    }
    const numbers = new Float32Array(length);
    for (let at = 0; at < length; at++) {
      numbers[at] = bytesPerNumber === 4 ? bytes.readFloatLE(at * 4) : bytes.readDoubleLE(at * 8);
    }
    return numbers;
  }
}

function plainHeader(path: string, size: number, rows: number): NpyHeader {
  const dimension = size / (4 * rows);
  if (size === 0 || !Number.isInteger(dimension)) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `${path} has ${size} bytes, which is not 4 bytes times a whole number of columns for ${rows} rows of documents.`,
      { path, bytes: size, rows },
    );
  }
  return { rows, dimension, bytesPerNumber: 4, dataOffset: 0 };
}
