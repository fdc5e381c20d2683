import { InferenceSession, Tensor } from "onnxruntime-node";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeModel, type GraphSpec } from "../../src/onnx/index.js";

const weights = Float32Array.of(1, 2, 3, 4, 5, 6);
const graph = (data: NonNullable<GraphSpec["initializers"]>[number]["data"]): GraphSpec => ({
  name: "softmax-of-product",
  inputs: [{ name: "x", type: "float32", shape: ["rows", 2] }],
  outputs: [{ name: "y", type: "float32", shape: ["rows", 3] }],
  initializers: [{ name: "w", type: "float32", dims: [2, 3], data }],
  nodes: [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["product"] },
    { op: "LeakyRelu", inputs: ["product"], outputs: ["bent"], attributes: { alpha: { float: 0.5 } } },
    { op: "Transpose", inputs: ["bent"], outputs: ["turned"], attributes: { perm: [1, 0] } },
    { op: "Transpose", inputs: ["turned"], outputs: ["y"], attributes: { perm: [1, 0] } },
  ],
});

async function run(session: InferenceSession): Promise<number[]> {
  const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1, 0, -2, 0.5), [2, 2]) });
  expect(y!.dims).toEqual([2, 3]);
  await session.release();
  return [...(y!.data as Float32Array)];
}

describe("encodeModel", () => {
  it("writes a model that ONNX Runtime runs: constants, attributes of each kind, free dimensions", async () => {
    const session = await InferenceSession.create(encodeModel(graph(weights)));
    expect(await run(session)).toEqual([1, 2, 3, 0, -0.75, -1.5]);
  });

  it("refers to constants in a file beside the model", async () => {
    const folder = await mkdtemp(join(tmpdir(), "model-proto-"));
    try {
      await writeFile(join(folder, "weights.bin"), new Uint8Array([0, 0, 0, 0, ...new Uint8Array(weights.buffer)]));
      const data = { file: "weights.bin", offset: 4, length: weights.byteLength };
      await writeFile(join(folder, "model.onnx"), encodeModel(graph(data)));
      expect(await run(await InferenceSession.create(join(folder, "model.onnx")))).toEqual([1, 2, 3, 0, -0.75, -1.5]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
