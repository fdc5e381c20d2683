import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VectorFile } from "../../src/ingest/vector-file.js";
import { scratchFolder } from "./scratch-folder.js";

const scratch = scratchFolder();

/** The .npy format as numpy.lib.format describes it. */
function npy(dictionary: string, data: Uint8Array, version = 1): Buffer {
  const prefix = version === 1 ? 10 : 12;
  const header = Buffer.from(
    `${dictionary.padEnd(Math.ceil((dictionary.length + prefix + 1) / 64) * 64 - prefix - 1)}\n`,
    "latin1",
  );
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([Buffer.from("\x93NUMPY", "latin1"), Buffer.from([version, 0]), length, header, data]);
}

const dictionary = (type: string, shape: string, fortran = "False"): string =>
  `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;
const bytes = (array: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

async function allRows(file: VectorFile): Promise<number[][]> {
  const rows: number[][] = [];
  for (let row = 0; row < file.rows; row++) rows.push([...(await file.row(row))]);
  await file.close();
  return rows;
}

describe("VectorFile", () => {
  it("reads float32 and float64 in every version of the format, whatever the size", async () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 1300 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 2, 3),
      fc.boolean(),
      fc.integer(),
    );
    await fc.assert(
      fc.asyncProperty(shapes, async ([rows, dimension, version, double, seed]) => {
        const values = Array.from({ length: rows * dimension }, (_, at) => Math.sin(seed + at) * 10 ** ((at % 7) - 3));
        const data = double ? Float64Array.from(values) : Float32Array.from(values);
        const path = await scratch.file(
          "v.npy",
          npy(dictionary(double ? "<f8" : "<f4", `${rows}, ${dimension}`), bytes(data), version),
        );
        const file = await VectorFile.open(path, rows);
        expect([file.rows, file.dimension]).toEqual([rows, dimension]);
        expect((await allRows(file)).flat()).toEqual(values.map(Math.fround));
      }),
      { numRuns: 40 },
    );
  });

  it("reads rows in any order", async () => {
    const data = Float32Array.from({ length: 1200 * 2 }, (_, at) => at);
    const file = await VectorFile.open(await scratch.file("v.f32", bytes(data)), 1200);
    for (const row of [1199, 0, 600, 511, 512]) expect([...(await file.row(row))]).toEqual([2 * row, 2 * row + 1]);
    await expect(file.row(1200)).rejects.toThrowError(RangeError);
    await file.close();
  });

  it("computes the dimension of .f32 from the number of rows", async () => {
    const path = await scratch.file("w.f32", bytes(Float32Array.of(1, 2, 3, 4, 5, 6)));
    const file = await VectorFile.open(path, 2);
    expect(await allRows(file)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await expect(VectorFile.open(path, 4)).rejects.toThrowError(
      /has 24 bytes, which is not 4 bytes times a whole number of columns for 4 rows/,
    );
  });

  it("passes NaN and infinity on, for the rows to be judged", async () => {
    const path = await scratch.file("n.f32", bytes(Float32Array.of(NaN, 1, -Infinity, 2)));
    expect(await allRows(await VectorFile.open(path, 2))).toEqual([
      [NaN, 1],
      [-Infinity, 2],
    ]);
  });

  it.each([
    [
      "another number of rows",
      npy(dictionary("<f4", "3, 1"), bytes(new Float32Array(3))),
      /holds 3 vectors for 2 rows/,
    ],
    ["one dimension", npy(dictionary("<f4", "2,"), bytes(new Float32Array(2))), /has the shape \(2,\)/],
    ["three dimensions", npy(dictionary("<f4", "2, 1, 1"), bytes(new Float32Array(2))), /has the shape/],
    ["Fortran order", npy(dictionary("<f4", "2, 1", "True"), bytes(new Float32Array(2))), /numpy\.ascontiguousarray/],
    ["half precision", npy(dictionary("<f2", "2, 1"), new Uint8Array(4)), /holds "<f2"/],
    ["big-endian numbers", npy(dictionary(">f4", "2, 1"), new Uint8Array(8)), /holds ">f4"/],
    ["a cut file", npy(dictionary("<f4", "2, 2"), new Uint8Array(15)), /where its header promises/],
    [
      "an object array",
      npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 1), }`, new Uint8Array(8)),
      /cannot be read/,
    ],
    ["another kind of file", Buffer.from("PK\x03\x04 something else"), /is not a \.npy file/],
    ["nothing", Buffer.alloc(0), /is not a \.npy file/],
    [
      "a bomb of a header",
      Buffer.concat([Buffer.from("\x93NUMPY\x02\x00\xff\xff\xff\xff", "latin1"), Buffer.alloc(20)]),
      /header of 4294967295 bytes/,
    ],
    [
      "a version of the future",
      Buffer.concat([Buffer.from("\x93NUMPY\x09\x00\xff\xff\xff\xff", "latin1")]),
      /has version 9/,
    ],
    ["rows without number", npy(dictionary("<f4", "99999999999, 99999999999"), new Uint8Array(8)), /has the shape/],
  ])("refuses %s", async (_name, content, message) => {
    await expect(VectorFile.open(await scratch.file("bad.npy", content), 2)).rejects.toThrowError(message);
  });

  it("refuses an unknown ending and a missing file", async () => {
    await expect(VectorFile.open(await scratch.file("v.bin", "x"), 1)).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
    });
    await expect(VectorFile.open(scratch.path("none.npy"), 1)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });
});
