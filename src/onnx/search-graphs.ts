import { ELEMENT_TYPE, type GraphSpec } from "./model-proto.js";

/**
 * Nearest rows. With bias = -|x|^2 / 2 the score q x - |x|^2 / 2 grows as the distance falls, since
 *
 *     |q - x|^2 = |q|^2 - 2 (q x - |x|^2 / 2)
 *
 * A row of bias -Infinity is never found while others are left.
 */
export const nearestGraph: GraphSpec = {
  name: "nearest",
  inputs: [
    { name: "queries", type: "float32", shape: ["count", "dimension"] },
    { name: "rows", type: "float32", shape: ["n", "dimension"] },
    { name: "bias", type: "float32", shape: [1, "n"] },
    { name: "k", type: "int64", shape: [1] },
  ],
  outputs: [
    { name: "scores", type: "float32", shape: ["count", "k"] },
    { name: "indices", type: "int32", shape: ["count", "k"] },
  ],
  nodes: [
    { op: "Gemm", inputs: ["queries", "rows", "bias"], outputs: ["all"], attributes: { transB: 1 } },
    { op: "TopK", inputs: ["all", "k"], outputs: ["scores", "wide"] },
    // Otherwise the row numbers arrive as BigInt.
    { op: "Cast", inputs: ["wide"], outputs: ["indices"], attributes: { to: ELEMENT_TYPE.int32 } },
  ],
};

/**
 * Nearest rows of other components by squared mutual reachability
 *
 *     max(core(q)^2, core(x)^2, |q - x|^2),  |q - x|^2 = |q|^2 + |x|^2 - 2 q x
 */
export const nearestOutsideGraph: GraphSpec = {
  name: "nearest-outside",
  inputs: [
    { name: "queries", type: "float32", shape: ["count", "dimension"] },
    { name: "queryNorms", type: "float32", shape: ["count", 1] },
    { name: "queryCores", type: "float32", shape: ["count", 1] },
    { name: "queryComponents", type: "int32", shape: ["count", 1] },
    { name: "rows", type: "float32", shape: ["n", "dimension"] },
    { name: "norms", type: "float32", shape: [1, "n"] },
    { name: "cores", type: "float32", shape: [1, "n"] },
    { name: "components", type: "int32", shape: [1, "n"] },
    { name: "k", type: "int64", shape: [1] },
  ],
  outputs: [
    { name: "squares", type: "float32", shape: ["count", "k"] },
    { name: "indices", type: "int32", shape: ["count", "k"] },
  ],
  initializers: [{ name: "never", type: "float32", dims: [1], data: Float32Array.of(Infinity) }],
  nodes: [
    {
      op: "Gemm",
      inputs: ["queries", "rows", "norms"],
      outputs: ["products"],
      attributes: { transB: 1, alpha: { float: -2 } },
    },
    { op: "Add", inputs: ["products", "queryNorms"], outputs: ["distances"] },
    { op: "Max", inputs: ["distances", "cores", "queryCores"], outputs: ["reached"] },
    { op: "Equal", inputs: ["components", "queryComponents"], outputs: ["own"] },
    { op: "Where", inputs: ["own", "never", "reached"], outputs: ["all"] },
    { op: "TopK", inputs: ["all", "k"], outputs: ["squares", "wide"], attributes: { largest: 0 } },
    { op: "Cast", inputs: ["wide"], outputs: ["indices"], attributes: { to: ELEMENT_TYPE.int32 } },
  ],
};
