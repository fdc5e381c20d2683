import { describe, expect, it } from "vitest";
import { clusterTitle } from "../../src/insight/cluster-title.js";
import { TermReader } from "../../src/insight/terms.js";

const reader = new TermReader();
const candidate = (title: string) => ({ title, terms: reader.read(title) });
const keywords = [
  { term: "Harbor", weight: 3 },
  { term: "strike", weight: 2 },
  { term: "pilots", weight: 1 },
];

describe("clusterTitle", () => {
  it("takes the headline that says most of what the keywords say", () => {
    const exemplars = ["Ships wait for the tide", "Harbor pilots go on strike", "Harbor closed"].map(candidate);
    expect(clusterTitle(exemplars, keywords)).toBe("Harbor pilots go on strike");
  });

  it("takes the more central of two that say as much", () => {
    expect(clusterTitle(["Harbor strike ends", "Harbor strike begins"].map(candidate), keywords)).toBe(
      "Harbor strike ends",
    );
  });

  it("makes a title of keywords where no exemplar has a headline", () => {
    const bag = "harbor pilot strike ship wait tide morning union talk fail week wage demand";
    const long = `${"Harbor pilots on strike again and again ".repeat(4)}.`;
    expect(clusterTitle([bag, `${bag}…`, long, ""].map(candidate), keywords)).toBe("Harbor, strike, pilots");
  });

  it("falls back to the beginning of a text, and never to nothing", () => {
    const long = "word ".repeat(60).trim();
    expect(clusterTitle([candidate(long)], [])).toMatch(/^word .*word…$/);
    expect(clusterTitle([], [])).toBe("Untitled topic");
  });
});
