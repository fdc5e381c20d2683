import { move, Piscina } from "piscina";
import { loadModel, type LoadedModel, type ModelSource } from "./loaded-model.js";

/** What is known of a model once it has been loaded. */
export interface ModelFacts {
  readonly dimension: number;
  readonly scripts: readonly string[];
}

let loading: Promise<LoadedModel> | undefined;

/** Each thread holds the model once, from its first task on. */
function loaded(): Promise<LoadedModel> {
  return (loading ??= loadModel(Piscina.workerData as ModelSource));
}

export async function describe(): Promise<ModelFacts> {
  const { dimension, scripts } = await loaded();
  return { dimension, scripts };
}

export async function embed(texts: readonly string[]) {
  return move(await (await loaded()).embed(texts));
}
