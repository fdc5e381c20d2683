import { describe, expect, it } from "vitest";
import { projectorOf } from "../../src/projection/index.js";
import { projectorContract } from "../contract/projector.contract.js";

const native = projectorOf("NATIVE");
const library = projectorOf("UMAP_JS");

projectorContract("the engine NATIVE", native);
projectorContract("the engine UMAP_JS", library);

describe("what engines say of themselves", () => {
  it.each([
    [10, 500],
    [5000, 400],
    [7500, 300],
    [100_000, 200],
  ])("UMAP_JS settles %i points in %i epochs", (n, epochs) => expect(library.defaultEpochs(n)).toBe(epochs));

  it.each([
    [10, 500],
    [10_000, 500],
    [10_001, 200],
  ])("NATIVE settles %i points in %i epochs", (n, epochs) => expect(native.defaultEpochs(n)).toBe(epochs));

  it("UMAP_JS takes the more memory the more points and neighbors, NATIVE a tenth", () => {
    expect(library.memoryMegabytes(7600, 80)).toBeGreaterThan(1200);
    expect(library.memoryMegabytes(600, 15)).toBeLessThan(300);
    expect(native.memoryMegabytes(7600, 80)).toBeLessThan(120);
    expect(native.memoryMegabytes(100_000, 80)).toBeGreaterThan(400);
  });
});
