import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TopographError } from "../errors.js";
import { weightsFile, type ModelDtype } from "./model-dtype.js";
import { requiredFiles } from "./model-folder.js";
import { SETTINGS_FILES } from "./model-settings.js";

export const DEFAULT_MODEL_HOST = "https://huggingface.co";
const REVISION = "main";

/** A name of one or two parts, as model hubs have them: never a path, never `..`. */
const HUB_NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/;

/**
 * Fetches what is missing of a model into `folder`, in the layout of the hub. A file appears under its name only when it is
 * whole, so a broken download is simply continued by the next start.
 *
 * @throws TopographError EMBEDDING_MODEL_UNUSABLE
 */
export async function downloadModel(model: string, dtype: ModelDtype, folder: string, host: string): Promise<void> {
  if (!HUB_NAME.test(model) || model.includes("..")) {
    throw unusable(model, "cannot be fetched: its name is not of the form owner/name.");
  }
  const fetchFile = (file: string) => downloadFile(model, file, folder, host);
  for (const file of requiredFiles(dtype)) {
    if (await fetchFile(file)) continue;
    const hint = file.startsWith("onnx/")
      ? `dtype ${dtype}; set EMBEDDING_DTYPE to another`
      : "an export for transformers.js has it";
    throw unusable(model, `has no file ${file} on the model host (${hint}).`);
  }
  for (const file of SETTINGS_FILES) await fetchFile(file);
  // Weights above 2 GB lie beside the graph, in numbered parts.
  for (let part = 0; await fetchFile(`${weightsFile(dtype)}_data${part === 0 ? "" : `_${part}`}`); part++);
}

/** @returns false when the host has no such file */
async function downloadFile(model: string, file: string, folder: string, host: string): Promise<boolean> {
  const target = join(folder, file);
  if (await exists(target)) return true;
  const response = await request(`${host.replace(/\/$/, "")}/${model}/resolve/${REVISION}/${file}`, model);
  if (response.status === 404) {
    await response.body?.cancel();
    return false;
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const access = response.status === 401 || response.status === 403 ? " (no such model, or it is not public)" : "";
    throw unusable(model, `could not be fetched: the model host answered ${response.status}${access} for ${file}.`);
  }
  const partial = `${target}.${process.pid}.partial`;
  try {
    await mkdir(dirname(target), { recursive: true });
    // Opened before anything can go wrong: a stream that opens by itself might do so after the removal below.
    const file = await open(partial, "w");
    await pipeline(Readable.fromWeb(response.body), file.createWriteStream());
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw unusable(model, `could not be fetched: the download of ${file} broke off. Start again to go on.`, error);
  }
  return true;
}

async function request(url: string, model: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    throw unusable(
      model,
      `could not be fetched: the model host cannot be reached. Without a network, put the model into MODEL_DIR.`,
      error,
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function unusable(model: string, rest: string, cause?: unknown): TopographError {
  return new TopographError("EMBEDDING_MODEL_UNUSABLE", `The model "${model}" ${rest}`, { model }, { cause });
}
