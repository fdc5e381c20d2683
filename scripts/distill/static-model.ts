import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { weightsFile } from "../../src/embedding/model-dtype.js";
import { encodeModel, type GraphSpec } from "../../src/onnx/model-proto.js";
import type { Matrix } from "./matrix.js";

const LARGEST = 127;
const TOKEN_LIMIT = 512;

/** Whole numbers of 8 bits and one scale a row. */
export function quantizeRows({ rows, columns, data }: Matrix): { values: Int8Array; scales: Float32Array } {
  const values = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(data[row * columns + c]!));
    if (largest === 0) continue;
    scales[row] = largest / LARGEST;
    for (let c = 0; c < columns; c++) values[row * columns + c] = Math.round(data[row * columns + c]! / scales[row]!);
  }
  return { values, scales };
}

/** Looks up each token's row and undoes the quantization: the "hidden states" of a network without layers. */
export function staticGraph(tokens: Matrix): GraphSpec {
  const { values, scales } = quantizeRows(tokens);
  const { rows, columns } = tokens;
  return {
    name: "token_vectors",
    inputs: [{ name: "input_ids", type: "int64", shape: ["batch", "tokens"] }],
    outputs: [{ name: "last_hidden_state", type: "float32", shape: ["batch", "tokens", columns] }],
    initializers: [
      { name: "vectors", type: "int8", dims: [rows, columns], data: values },
      { name: "scales", type: "float32", dims: [rows, 1], data: scales },
    ],
    nodes: [
      { op: "Gather", inputs: ["vectors", "input_ids"], outputs: ["rows"], attributes: { axis: 0 } },
      { op: "Gather", inputs: ["scales", "input_ids"], outputs: ["row_scales"], attributes: { axis: 0 } },
      { op: "Cast", inputs: ["rows"], outputs: ["row_values"], attributes: { to: 1 } },
      { op: "Mul", inputs: ["row_values", "row_scales"], outputs: ["last_hidden_state"] },
    ],
  };
}

/** Writes the model in the layout of transformers.js; the tokenizer is the teacher's. The model card is kept by hand. */
export async function writeStaticModel(folder: string, tokens: Matrix, teacherFolder: string): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  await mkdir(join(folder, "1_Pooling"), { recursive: true });
  await writeFile(join(folder, weightsFile("q8")), encodeModel(staticGraph(tokens)));
  const tokenizer = JSON.parse(await readFile(join(teacherFolder, "tokenizer.json"), "utf8")) as Record<
    string,
    unknown
  >;
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify({ ...tokenizer, truncation: null, padding: null }));
  // Not copied, since a copy would have the mode of the original.
  const specialTokens = await readFile(join(teacherFolder, "special_tokens_map.json"));
  await writeFile(join(folder, "special_tokens_map.json"), specialTokens);
  const settings = JSON.parse(await readFile(join(teacherFolder, "tokenizer_config.json"), "utf8")) as Record<
    string,
    unknown
  >;
  delete settings["name_or_path"];
  await writeJson(join(folder, "tokenizer_config.json"), { ...settings, model_max_length: TOKEN_LIMIT });
  await writeJson(join(folder, "config.json"), {
    architectures: ["BertModel"],
    model_type: "bert",
    hidden_size: tokens.columns,
    num_hidden_layers: 0,
    max_position_embeddings: TOKEN_LIMIT,
    pad_token_id: 0,
    vocab_size: tokens.rows,
  });
  await writeJson(join(folder, "1_Pooling", "config.json"), {
    word_embedding_dimension: tokens.columns,
    pooling_mode_cls_token: false,
    pooling_mode_mean_tokens: true,
  });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
