import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { MODEL_DTYPES, weightsFile, type ModelDtype } from "./model-dtype.js";

export const CONFIG_FILE = "config.json";
const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"];

export interface ModelFolders {
  /** Holds models fetched beforehand, each at its name. */
  readonly modelDir?: string;
  /** Where downloads go, in the same layout. */
  readonly cacheDir?: string;
}

/** What every model's folder must hold. */
export function requiredFiles(dtype: ModelDtype): readonly string[] {
  return [CONFIG_FILE, ...TOKENIZER_FILES, weightsFile(dtype)];
}

/** The folders in which a model may lie, in the order in which they are asked. */
export function candidateFolders(model: string, { modelDir, cacheDir }: ModelFolders): readonly string[] {
  if (isAbsolute(model)) return [resolve(model)];
  const roots = [modelDir, bundledModelsDir(), cacheDir].filter((root) => root !== undefined);
  // A name must stay inside the root it is looked up in.
  return roots
    .map((root) => resolve(root, model))
    .filter((folder, i) => folder.startsWith(resolve(roots[i] ?? "") + sep));
}

/** The first folder that holds the whole model; else the first that holds a part of it, with what is missing there. */
export function findModelFolder(folders: readonly string[], dtype: ModelDtype) {
  const states = folders
    .filter((folder) => existsSync(folder))
    .map((folder) => ({ folder, missing: requiredFiles(dtype).filter((file) => !existsSync(join(folder, file))) }));
  return states.find(({ missing }) => missing.length === 0) ?? states[0] ?? null;
}

export function dtypesIn(folder: string): readonly ModelDtype[] {
  return MODEL_DTYPES.filter((dtype) => existsSync(join(folder, weightsFile(dtype))));
}

/** What a model is called in answers, messages and collections: never a path of this machine. */
export function modelName(model: string, { modelDir, cacheDir }: ModelFolders): string {
  if (!isAbsolute(model)) return model;
  for (const root of [modelDir, bundledModelsDir(), cacheDir]) {
    if (root === undefined) continue;
    const inside = relative(root, model);
    if (inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)) return inside.split(sep).join("/");
  }
  return basename(model);
}

/** `models/` beside package.json, wherever this file has been compiled to. */
function bundledModelsDir(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "models");
}
