import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstInvalidByte, utf8Chunks } from "../../src/ingest/utf8-chunks.js";
import { scratchFolder } from "./scratch-folder.js";

const scratch = scratchFolder();

async function read(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of utf8Chunks(path)) {
    expect(isUtf8(chunk)).toBe(true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe("utf8Chunks", () => {
  it("never cuts a character, whatever its place", async () => {
    // 65,536 bytes are read at once: four shifts put every byte of the character on the border once.
    for (let shift = 0; shift < 4; shift++) {
      const content = Buffer.from("x".repeat(65_536 - shift) + "𝄞€é".repeat(30_000));
      expect((await read(await scratch.file("chunks", content))).equals(content)).toBe(true);
    }
  });

  it("drops a byte order mark", async () => {
    expect((await read(await scratch.file("bom", "\ufeffa,b\n"))).toString()).toBe("a,b\n");
    expect((await read(await scratch.file("only-bom", "\ufeff"))).length).toBe(0);
    expect((await read(await scratch.file("short", "a"))).toString()).toBe("a");
  });

  it("names offset and line of the first byte that is not UTF-8", async () => {
    const latin1 = Buffer.concat([Buffer.from("é".repeat(40_000) + "\nok\n"), Buffer.from("caf\xe9\n", "latin1")]);
    await expect(read(await scratch.file("latin1", latin1))).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
      message: expect.stringContaining("byte 80007 (line 3) is 0xe9") as string,
      details: { offset: 80_007, line: 3 },
    });
  });

  it("counts the byte order mark in the offset", async () => {
    await expect(
      read(await scratch.file("bom-bad", Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]))),
    ).rejects.toMatchObject({
      details: { offset: 4, line: 1 },
    });
  });

  it("refuses a character that the end of the file cuts", async () => {
    await expect(read(await scratch.file("cut", Buffer.from([0x61, 0x62, 0x63, 0xe2, 0x82])))).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
      details: { offset: 3 },
    });
  });

  it.each(["utf16le", "utf16be"])("names %s", async (encoding) => {
    const content = Buffer.from("\ufefftext\n", "utf16le");
    if (encoding === "utf16be") content.swap16();
    await expect(read(await scratch.file(encoding, content))).rejects.toThrowError(/is UTF-16 .* save it as UTF-8/);
  });

  it("refuses what is no file to read", async () => {
    await expect(read(await scratch.file("empty", ""))).rejects.toMatchObject({ code: "UNSUPPORTED_FILE" });
    await expect(read(scratch.path("missing"))).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(read(scratch.path("."))).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });
});

describe("firstInvalidByte", () => {
  it("finds a fault exactly where the platform's decoder does", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 6 }).map((text) => new Uint8Array(Buffer.from(text))),
      fc
        .tuple(fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0xc2, 0xc1, 0xf5), fc.uint8Array({ maxLength: 4 }))
        .map(([lead, rest]) => Uint8Array.of(0x61, lead, ...rest)),
    );
    fc.assert(
      fc.property(bytes, (value) => {
        const at = firstInvalidByte(value);
        expect(at === value.length).toBe(isUtf8(value));
        expect(isUtf8(value.subarray(0, at))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
