import { endianness } from "node:os";

/** Whole columns one after the other, little-endian. */
export function toBase64(columns: readonly (Int32Array | Float32Array)[]): string {
  const bytes = columns.map(({ buffer, byteOffset, byteLength }) => {
    const own = Buffer.from(buffer, byteOffset, byteLength);
    return endianness() === "LE" ? own : Buffer.from(own).swap32();
  });
  return Buffer.concat(bytes).toString("base64");
}
