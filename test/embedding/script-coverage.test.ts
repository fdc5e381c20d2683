import { describe, expect, it } from "vitest";
import { uncoveredShare } from "../../src/embedding/script-coverage.js";
import { coveredScripts, vocabularyTexts } from "../../src/embedding/vocabulary-scripts.js";

const LATIN = { scripts: ["Latin"] };

describe("the share of texts a model cannot read", () => {
  it("counts texts most of whose letters are in unknown scripts, and names these, the most frequent first", () => {
    const texts = ["Storm hits coast", "Шторм обрушился", "Буря на побережье", "暴风雨袭击海岸"];
    expect(uncoveredShare(texts, LATIN)).toEqual({ share: 0.75, scripts: ["Cyrillic", "Han"] });
  });

  it("goes by the larger part of a text", () => {
    expect(uncoveredShare(["Storm hits Москва"], LATIN).share).toBe(0);
    expect(uncoveredShare(["USA и Россия встретились"], LATIN)).toEqual({ share: 1, scripts: ["Cyrillic"] });
  });

  it("holds nothing against digits, signs and empty texts", () => {
    expect(uncoveredShare(["", "2026: 4 - 1!", "🚢 €"], LATIN)).toEqual({ share: 0, scripts: [] });
  });

  it("reads accented letters as Latin, and letters of no script as neither", () => {
    expect(uncoveredShare(["Überschwemmung in Åre", "café ー"], LATIN).share).toBe(0);
  });

  it("calls a script that is not told apart Other", () => {
    expect(uncoveredShare(["ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"], LATIN)).toEqual({ share: 1, scripts: ["Other"] });
  });

  it("finds no fault where the model's scripts are unknown, nor in no texts", () => {
    expect(uncoveredShare(["Шторм"], { scripts: null })).toEqual({ share: 0, scripts: [] });
    expect(uncoveredShare([], LATIN)).toEqual({ share: 0, scripts: [] });
  });

  it("covers Japanese only by all of its scripts", () => {
    const text = ["東京で嵐が続いている"];
    expect(uncoveredShare(text, { scripts: ["Latin", "Han", "Hiragana", "Katakana"] }).share).toBe(0);
    expect(uncoveredShare(text, { scripts: ["Latin", "Han"] }).scripts).toEqual(["Hiragana"]);
  });
});

describe("the scripts of a vocabulary", () => {
  const words = (count: number, word: (i: number) => string) => Array.from({ length: count }, (_, i) => word(i));
  const latin = words(9000, (i) => `word${i.toString(36).replace(/\d/g, "q")}`);

  it("are those it has words of; single letters prove nothing", () => {
    const letters = [..."абвгдежзийклмнопрстуфхцчшщъыьэюяαβγδεζηθικλμνξοπρστυφχψω"];
    expect(coveredScripts([...latin, ...letters])).toEqual(["Latin"]);
    expect(coveredScripts([...latin, ...words(200, (i) => `слово${"абвгд"[i % 5]}`)])).toEqual(["Latin", "Cyrillic"]);
  });

  it("are also those it has signs of by the thousand", () => {
    const signs = words(3000, (i) => String.fromCodePoint(0x4e00 + i));
    expect(coveredScripts([...latin, ...signs])).toEqual(["Latin", "Han"]);
    expect(coveredScripts([...latin, ...signs.slice(0, 500)])).toEqual(["Latin"]);
  });

  it("are found in a small vocabulary too", () => {
    expect(coveredScripts(["storm", "hits", "coast"])).toEqual(["Latin"]);
    expect(coveredScripts(["[PAD]", "буря", "берег", "##ная"])).toContain("Cyrillic");
  });

  it("are read without the marks of WordPiece, SentencePiece and byte pairs", () => {
    expect(vocabularyTexts(["##ing", "▁the", "end</w>", "plain"])).toEqual(["ing", "the", "end", "plain"]);
  });

  it("are read through the spelling of byte-level vocabularies, parts of characters left out", () => {
    const byteLevel = ["Ġstorm", "ĠÐ´Ð°", "Ð", "coast"];
    expect(vocabularyTexts(byteLevel)).toEqual([" storm", " да", "coast"]);
  });
});
