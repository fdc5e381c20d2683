import { describe, expect, it } from "vitest";
import { inventedTexts } from "../../scripts/distill/invented-texts.js";
import { cleanText } from "../../scripts/distill/read-corpus.js";
import { seededRandom } from "../../scripts/distill/seeded-random.js";
import { textVariants } from "../../scripts/distill/text-variants.js";

const VOCABULARY = ["[CLS]", "the", "a", "storm", "coast", "bank", "##ing", "##s", "##er", "2026", "é"];
const DOCUMENTS = [
  {
    title: "The storm hits the coast",
    body: "A storm has hit the coast and the bank is under water, officials said on Monday.",
  },
  { title: "Untold", body: "" },
];

describe("texts of the corpus", () => {
  it("are taken whole, in parts, and telegraphic", () => {
    const texts = textVariants(DOCUMENTS, seededRandom(1));
    expect(texts).toContain(`${DOCUMENTS[0]!.title}\n${DOCUMENTS[0]!.body}`);
    expect(texts).toContain(DOCUMENTS[0]!.title);
    expect(texts).toContain(DOCUMENTS[0]!.body);
    expect(texts).toContain("storm hits coast");
    expect(texts).toContain("untold");
    expect(texts).not.toContain("");
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("are the same for the same seed, and others for another", () => {
    const variants = (seed: number) => textVariants(DOCUMENTS, seededRandom(seed));
    expect(variants(7)).toEqual(variants(7));
    expect(variants(8)).not.toEqual(variants(7));
  });

  it("lose the markup of feeds", () => {
    expect(cleanText("AT&amp;T  #36;10 &lt;b&gt;now\\today <br>\n x")).toBe("AT&T $10 now today x");
  });
});

describe("invented texts", () => {
  it("have each word of the vocabulary at least twice, and pieces only as endings", () => {
    const texts = inventedTexts(VOCABULARY, seededRandom(3));
    const words = texts.flatMap((text) => text.split(" "));
    for (const word of ["the", "storm", "coast", "bank"]) {
      expect(words.filter((found) => found === word).length).toBeGreaterThanOrEqual(2);
    }
    expect(words.some((word) => word.startsWith("##") || word.startsWith("["))).toBe(false);
    const compounds = words.filter((word) => !VOCABULARY.includes(word));
    for (const word of compounds) expect(word).toMatch(/^(the|storm|coast|bank)(ing|er)$/);
  });

  it("are the same for the same seed", () => {
    const texts = (seed: number) => inventedTexts(VOCABULARY, seededRandom(seed));
    expect(texts(7)).toEqual(texts(7));
    expect(texts(8)).not.toEqual(texts(7));
  });
});
