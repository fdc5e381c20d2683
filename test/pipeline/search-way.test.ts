import { describe, expect, it } from "vitest";
import { TopographError } from "../../src/errors.js";
import { searchMegabytes, searchWay } from "../../src/pipeline/graph/search-way.js";

const size = { documents: 100_000, dimension: 384, width: 50 };
const roomy = { exactGraphMax: 200_000, maxMemoryMb: 4096 };

function faultOf(ask: () => unknown): TopographError {
  try {
    ask();
  } catch (error) {
    if (error instanceof TopographError) return error;
    throw error;
  }
  throw new Error("It was not refused");
}

describe("how the process searches neighbors", () => {
  it("is exact up to a number of documents, and approximate above it", () => {
    expect(searchWay("AUTO", "AUTO", size, roomy)).toBe("EXACT");
    expect(searchWay("AUTO", "AUTO", size, { ...roomy, exactGraphMax: 100_000 })).toBe("EXACT");
    expect(searchWay("AUTO", "AUTO", size, { ...roomy, exactGraphMax: 99_999 })).toBe("APPROXIMATE");
  });
  it("is what is asked for, whatever the number", () => {
    expect(searchWay("APPROXIMATE", "AUTO", size, roomy)).toBe("APPROXIMATE");
    expect(searchWay("EXACT", "GRAPH", size, { ...roomy, exactGraphMax: 10 })).toBe("EXACT");
    expect(searchWay("AUTO", "CERTIFIED", size, { ...roomy, exactGraphMax: 10 })).toBe("EXACT");
  });
  it("goes the leaner way where memory is short", () => {
    const maxMemoryMb = searchMegabytes("EXACT", size) - 1;
    expect(searchMegabytes("APPROXIMATE", size)).toBeLessThan(maxMemoryMb);
    expect(searchWay("AUTO", "AUTO", size, { ...roomy, maxMemoryMb })).toBe("APPROXIMATE");
  });
  it("refuses what does not fit with the memory that would do", () => {
    const maxMemoryMb = 512;
    const limits = { ...roomy, maxMemoryMb };
    const tooLarge = faultOf(() => searchWay("AUTO", "AUTO", { ...size, documents: 1_000_000 }, limits));
    expect(tooLarge.code).toBe("COLLECTION_TOO_LARGE");
    const { needed } = tooLarge.details as { needed: number };
    expect(tooLarge.message).toContain(`need ${needed} MB; raise MAX_MEMORY_MB (512)`);
    const given = { ...limits, maxMemoryMb: needed };
    expect(searchWay("AUTO", "AUTO", { ...size, documents: 1_000_000 }, given)).toBe("APPROXIMATE");

    const unaffordable = faultOf(() => searchWay("AUTO", "CERTIFIED", size, { ...roomy, maxMemoryMb: 500 }));
    expect(unaffordable.code).toBe("EXACTNESS_UNAFFORDABLE");
    expect(unaffordable.message).toMatch(/leave exactness: CERTIFIED out/);
    const exact = faultOf(() => searchWay("EXACT", "AUTO", size, { ...roomy, maxMemoryMb: 500 }));
    expect(exact.code).toBe("COLLECTION_TOO_LARGE");
    expect(exact.message).toMatch(/leave neighborSearch: EXACT out/);
  });
  it("refuses to certify approximate neighbors", () => {
    const refused = faultOf(() => searchWay("APPROXIMATE", "CERTIFIED", size, roomy));
    expect(refused).toMatchObject({ code: "BAD_USER_INPUT", details: { argument: "neighborSearch" } });
  });
});
