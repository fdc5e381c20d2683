import { TopographError } from "../errors.js";

/** How the weights are stored, and the ending of the file that holds them so. */
const DTYPE_SUFFIX = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

export type ModelDtype = keyof typeof DTYPE_SUFFIX;

export const MODEL_DTYPES = Object.keys(DTYPE_SUFFIX) as readonly ModelDtype[];

/** Eight bits a weight: what exports for transformers.js nearly always have, at a quarter of the memory of fp32. */
export const DEFAULT_DTYPE: ModelDtype = "q8";

/** @throws TopographError EMBEDDING_MODEL_UNUSABLE */
export function parseDtype(dtype: string): ModelDtype {
  const found = MODEL_DTYPES.find((known) => known === dtype);
  if (found !== undefined) return found;
  throw new TopographError(
    "EMBEDDING_MODEL_UNUSABLE",
    `There is no dtype "${dtype}"; set EMBEDDING_DTYPE to one of ${MODEL_DTYPES.join(", ")}.`,
    { dtype, allowed: MODEL_DTYPES },
  );
}

/** The file of the weights, relative to the model's folder. */
export function weightsFile(dtype: ModelDtype): string {
  return `onnx/model${DTYPE_SUFFIX[dtype]}.onnx`;
}
