import { describe, expect, it } from "vitest";
import { graphWay, processMegabytes } from "../../src/pipeline/graph/graph-way.js";

const size = { documents: 100_000, dimension: 384, width: 79 };

describe("who computes a graph", () => {
  it("is the process where it fits, else Milvus where it has the vectors", () => {
    const needed = processMegabytes(size);
    expect(graphWay("AUTO", "MILVUS", size, needed)).toBe("PROCESS");
    expect(graphWay("AUTO", "MILVUS", size, needed - 1)).toBe("MILVUS");
    // There is no other way, and the rest of the run fits.
    expect(graphWay("AUTO", "EMBEDDED", size, needed - 1)).toBe("PROCESS");
  });

  it("is who is named", () => {
    expect(graphWay("PROCESS", "MILVUS", size, processMegabytes(size) - 1)).toBe("PROCESS");
    expect(graphWay("MILVUS", "MILVUS", { ...size, documents: 10 }, 4096)).toBe("MILVUS");
  });

  it("is nobody where the vectors alone do not fit, with the figure that would do", () => {
    const least = Math.ceil((2 * 100_000 * 384 * 4 + 100_000 * 79 * 24) / 1e6);
    expect(graphWay("MILVUS", "MILVUS", size, least)).toBe("MILVUS");
    expect(() => graphWay("MILVUS", "MILVUS", size, least - 1)).toThrow(`${least} MB`);
    expect(() => graphWay("AUTO", "EMBEDDED", size, least - 1)).toThrow(
      expect.objectContaining({ code: "COLLECTION_TOO_LARGE", details: { needed: least, maxMemoryMb: least - 1 } }),
    );
  });
});
