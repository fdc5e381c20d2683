import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentBatches, type DocumentBatch, type RowRejection } from "../../src/cli/ingest/document-batches.js";
import type { FileRow } from "../../src/ingest/document-file.js";

function row(index: number, vector: number[] | null = null, text = `text ${index}`): FileRow {
  return {
    index,
    line: index + 2,
    document: { key: `k${index}`, title: "", text, url: null, publishedAt: 0, fields: { n: index }, vector },
  };
}

async function collect(
  rows: FileRow[],
  limits: { maxDocuments: number; maxBytes: number },
): Promise<{ batches: DocumentBatch[]; rejections: RowRejection[] }> {
  const batches: DocumentBatch[] = [];
  const rejections: RowRejection[] = [];
  const source = async function* (): AsyncGenerator<FileRow> {
    yield* rows;
  };
  for await (const batch of documentBatches(source(), null, limits, (rejection) => rejections.push(rejection)))
    batches.push(batch);
  return { batches, rejections };
}

describe("documentBatches", () => {
  it("bounds requests by documents", async () => {
    const { batches } = await collect(
      Array.from({ length: 7 }, (_, at) => row(at)),
      { maxDocuments: 3, maxBytes: 1e9 },
    );
    expect(batches.map(({ lines }) => lines)).toEqual([[2, 3, 4], [5, 6, 7], [8]]);
    expect(batches[0]?.documents[1]).toEqual({
      key: "k1",
      title: "",
      text: "text 1",
      url: null,
      publishedAt: "1970-01-01T00:00:00.000Z",
      fields: { n: 1 },
    });
  });

  it("bounds requests by bytes, but lets one large document through", async () => {
    const rows = [row(0, null, "é".repeat(300)), row(1, null, "x".repeat(2000)), row(2), row(3)];
    const { batches } = await collect(rows, { maxDocuments: 100, maxBytes: 1000 });
    expect(batches.map(({ lines }) => lines)).toEqual([[2], [3], [4, 5]]);
  });

  it("counts the bytes of vectors as they are sent", async () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 }), {
      minLength: 50,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 30 }), async (vectors) => {
        const { batches } = await collect(
          vectors.map((vector, at) => row(at, vector)),
          { maxDocuments: 100, maxBytes: 5000 },
        );
        expect(batches.flatMap(({ documents }) => documents)).toHaveLength(vectors.length);
        for (const { documents } of batches) {
          // The estimate of 13 bytes a number holds on average, not for each.
          expect(documents.length === 1 || JSON.stringify(documents).length < 9000).toBe(true);
          for (const { vector } of documents) expect(vector?.map(Math.fround)).toHaveLength(50);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("sends numbers that name the same single-precision values", async () => {
    const single = fc.float({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(fc.array(single, { minLength: 1, maxLength: 40 }), async (vector) => {
        const { batches } = await collect([row(0, vector)], { maxDocuments: 1, maxBytes: 1e9 });
        const sent = JSON.parse(JSON.stringify(batches[0]?.documents[0]?.vector)) as number[];
        expect(sent.map(Math.fround).map((value) => value + 0)).toEqual(vector.map((value) => value + 0));
      }),
    );
  });

  it("reports rows that cannot be used, and vectors that are not finite, and goes on", async () => {
    const rows: FileRow[] = [
      row(0, [1, 2]),
      { index: 1, line: 3, fault: { code: "BAD_USER_INPUT", reason: "has no title and no text" } },
      row(2, [1, NaN]),
      row(3, [1e39, 0]),
      row(4, [0, 0]),
    ];
    const { batches, rejections } = await collect(rows, { maxDocuments: 10, maxBytes: 1e9 });
    expect(batches.map(({ lines }) => lines)).toEqual([[2, 6]]);
    expect(rejections).toMatchObject([
      { line: 3, code: "BAD_USER_INPUT" },
      { line: 4, key: "k2", code: "INVALID_VECTOR" },
      { line: 5, key: "k3", code: "INVALID_VECTOR" },
    ]);
  });
});
