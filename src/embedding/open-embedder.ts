import { join } from "node:path";
import { Piscina } from "piscina";
import { TopographError } from "../errors.js";
import { workerEntry } from "../worker-entry.js";
import type { Embedder, Pooling } from "./embedder.js";
import type { ModelFacts } from "./embedding.worker.js";
import type { ModelSource } from "./loaded-model.js";
import { DEFAULT_MODEL_HOST, downloadModel } from "./model-download.js";
import { DEFAULT_DTYPE, parseDtype, weightsFile, type ModelDtype } from "./model-dtype.js";
import { candidateFolders, dtypesIn, findModelFolder, modelName } from "./model-folder.js";
import { decideRecipe, type ModelRecipe } from "./model-recipe.js";
import { readModelSettings } from "./model-settings.js";
import { WorkerEmbedder } from "./worker-embedder.js";

export interface EmbedderOptions {
  /** A name such as "Xenova/bge-m3", or the absolute path of a folder in the layout of transformers.js. */
  readonly model: string;
  /** Default q8. */
  readonly dtype?: string;
  /** Only for models that neither say nor are known to say how they pool. */
  readonly pooling?: Pooling;
  /** Holds models fetched beforehand, each at its name. */
  readonly modelDir?: string;
  /** Where downloads go; needed when they are allowed. */
  readonly cacheDir?: string;
  /** When false, nothing is ever fetched. */
  readonly allowDownload: boolean;
  /** Worker threads; each holds the model once while it works. */
  readonly threads: number;
  /** Default: the public model hub. */
  readonly modelHost?: string;
}

/** Threads beyond the first give the model's memory back after a minute without work. */
const IDLE_MS = 60_000;

/**
 * Finds the model, fetches it if that is allowed, settles its identity from its small files, and loads it in a first worker
 * thread: what cannot work fails here and not at the first text.
 *
 * @throws TopographError EMBEDDING_MODEL_UNUSABLE
 */
export async function openEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const dtype = parseDtype(options.dtype ?? DEFAULT_DTYPE);
  const name = modelName(options.model, options);
  const folder = await provideModel(options, name, dtype);
  const recipe = decideRecipe(name, dtype, await readModelSettings(folder, name), options.pooling);
  const { pooling, prefix, maxTokens } = recipe;
  const source: ModelSource = { folder, dtype, pooling, prefix, maxTokens };
  const pool = new Piscina({
    ...workerEntry(import.meta.url, "./embedding.worker"),
    workerData: source,
    minThreads: 1,
    maxThreads: Math.max(1, Math.floor(options.threads)),
    idleTimeout: IDLE_MS,
  });
  try {
    const facts = (await pool.run(undefined, { name: "describe" })) as ModelFacts;
    return new WorkerEmbedder({ ...recipe, ...facts }, pool);
  } catch (cause) {
    await pool.destroy();
    throw loadFailure(recipe, folder, cause);
  }
}

async function provideModel(options: EmbedderOptions, name: string, dtype: ModelDtype): Promise<string> {
  const folders = candidateFolders(options.model, options);
  const found = findModelFolder(folders, dtype);
  if (found?.missing.length === 0) return found.folder;
  if (options.allowDownload && options.cacheDir !== undefined && name === options.model) {
    const folder = join(options.cacheDir, ...name.split("/"));
    await downloadModel(name, dtype, folder, options.modelHost ?? DEFAULT_MODEL_HOST);
    return folder;
  }
  throw missingModel(name, dtype, found);
}

function missingModel(name: string, dtype: ModelDtype, found: ReturnType<typeof findModelFolder>): TopographError {
  const details = { model: name, dtype, missing: found?.missing ?? [] };
  if (found === null) {
    return new TopographError(
      "EMBEDDING_MODEL_UNUSABLE",
      `The model "${name}" was not found. Put it under MODEL_DIR at that name, set ALLOW_MODEL_DOWNLOAD=true to fetch it, ` +
        `or correct EMBEDDING_MODEL.`,
      details,
    );
  }
  const others = dtypesIn(found.folder);
  const weights = found.missing.includes(weightsFile(dtype));
  const advice =
    weights && others.length > 0
      ? `It has the dtype ${others.join(", ")}: set EMBEDDING_DTYPE to ${others.length === 1 ? "it" : "one of these"}, or add the file.`
      : "Add what is missing, or set ALLOW_MODEL_DOWNLOAD=true to fetch it.";
  return new TopographError(
    "EMBEDDING_MODEL_UNUSABLE",
    `The folder of the model "${name}" has no ${found.missing.join(", no ")} (dtype ${dtype}). ${advice}`,
    { ...details, dtypes: others },
  );
}

function loadFailure({ name, dtype }: ModelRecipe, folder: string, cause: unknown): TopographError {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replaceAll(folder, "").split("\n")[0];
  return new TopographError(
    "EMBEDDING_MODEL_UNUSABLE",
    `The model "${name}" (dtype ${dtype}) cannot be loaded; a file of it may be damaged or missing. Reason: ${reason}`,
    { model: name, dtype },
    { cause },
  );
}
