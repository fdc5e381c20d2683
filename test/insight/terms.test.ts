import { describe, expect, it } from "vitest";
import { TermReader } from "../../src/insight/terms.js";

const read = (text: string) => [...new TermReader().read(text).keys()];

describe("TermReader", () => {
  it("folds case, drops numbers, single letters and the possessive, and keeps each term once", () => {
    expect(read("Fed's 2 rate cuts: the FED cut 0.5 a share")).toEqual(["fed", "rate", "cuts", "the", "cut", "share"]);
  });

  it("splits scripts that write no spaces", () => {
    expect(read("東京で地震")).toContain("地震");
    expect(read("สวัสดีชาวโลก").length).toBeGreaterThan(1);
  });

  it("sees one term in composed and decomposed letters", () => {
    expect(read("Caf\u00e9 Cafe\u0301")).toEqual(["caf\u00e9"]);
  });

  it("finds nothing in nothing", () => {
    expect(read(" 12 - 7 ! ")).toEqual([]);
  });
});
