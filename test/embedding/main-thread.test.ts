import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";
import { expectedVector, POOLING_CONFIG, writeToyModel } from "./fixtures/toy-model.js";

const tripwire = vi.hoisted(() => () => {
  throw new Error("loaded in the main thread");
});
// These hold for the modules of this thread only: worker threads load the real libraries.
vi.mock("@xenova/transformers", tripwire);
vi.mock("onnxruntime-node", tripwire);

it("runs the model in other threads: the main one never loads what runs models", async () => {
  await expect(import("../../src/embedding/loaded-model.js")).rejects.toThrow();
  const modelDir = await temporaryFolder();
  await writeToyModel(join(modelDir, "toy/mean"), { pooling: POOLING_CONFIG.mean });
  const embedder = await openEmbedder({ model: "toy/mean", modelDir, allowDownload: false, threads: 2 });
  try {
    const vector = await embedder.embed(["film wins"]);
    expectedVector("film wins", "mean").forEach((value, d) => expect(vector[d]).toBeCloseTo(value, 5));
  } finally {
    await embedder.close();
  }
});
