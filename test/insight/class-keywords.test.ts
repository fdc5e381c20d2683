import { describe, expect, it } from "vitest";
import { classKeywords } from "../../src/insight/class-keywords.js";
import { TermReader } from "../../src/insight/terms.js";

const reader = new TermReader();
const read = (...texts: string[]) => texts.map((text) => reader.read(text));

describe("classKeywords", () => {
  it("weighs by tf / |c| * log(1 + A / f), as worked out by hand", () => {
    // Cluster 0 has 5 terms, cluster 1 has 2: A = 3.5. "storm" occurs twice in cluster 0 and once in the noise: f = 3.
    const terms = read("storm coast", "storm coast ferry", "vote count vote", "storm");
    const [weather] = classKeywords(terms, Int32Array.of(0, 0, 1, -1), 2, 10);
    expect(weather?.map(({ term }) => term)).toEqual(["coast", "storm"]);
    expect(weather?.[0]?.weight).toBeCloseTo((2 / 5) * Math.log(1 + 3.5 / 2), 12);
    expect(weather?.[1]?.weight).toBeCloseTo((2 / 5) * Math.log(1 + 3.5 / 3), 12);
  });

  it("counts a term once a text and wants it in two texts of a cluster of two or more", () => {
    const terms = read("bell bell bell bell tower", "tower clock");
    expect(classKeywords(terms, Int32Array.of(0, 0), 1, 10)[0]?.map(({ term }) => term)).toEqual(["tower"]);
    expect(classKeywords(read("lone bell"), Int32Array.of(0), 1, 10)[0]).toHaveLength(2);
  });

  it("drops what all texts have in common, in any language, but not what one large cluster is about", () => {
    const german = Array.from({ length: 60 }, (_, i) => `der ${i < 30 ? "hafen streik" : "pokal tor"} wort${i % 7}`);
    const labels = Int32Array.from(german, (_, i) => (i < 30 ? 0 : 1));
    const [harbor, cup] = classKeywords(read(...german), labels, 2, 2);
    expect(harbor?.map(({ term }) => term)).toEqual(["hafen", "streik"]);
    expect(cup?.map(({ term }) => term)).toEqual(["pokal", "tor"]);
  });

  it("writes a term as it is written most, and breaks ties by the alphabet", () => {
    const terms = read("NASA probe", "NASA probe", "nasa probe");
    expect(classKeywords(terms, Int32Array.of(0, 0, 0), 1, 10)[0]?.map(({ term }) => term)).toEqual(["NASA", "probe"]);
  });

  it("takes at most as many as asked for, and none for no clusters", () => {
    const terms = read("one two three four", "one two three four");
    expect(classKeywords(terms, Int32Array.of(0, 0), 1, 3)[0]).toHaveLength(3);
    expect(classKeywords(terms, Int32Array.of(-1, -1), 0, 3)).toEqual([]);
  });
});
