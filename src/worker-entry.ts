import { fileURLToPath } from "node:url";
import { disableNativeTelemetry } from "./native-telemetry.js";

export interface WorkerEntry {
  readonly filename: string;
  readonly execArgv: string[];
}

/**
 * Where a worker thread starts: the compiled file beside a compiled module, the source itself (through tsx) beside a source
 * module, so that tests and `npm run dev` need no build.
 *
 * @param moduleUrl the caller's import.meta.url
 * @param name the worker's path relative to the caller, without its ending
 */
export function workerEntry(moduleUrl: string, name: string): WorkerEntry {
  disableNativeTelemetry();
  const fromSource = moduleUrl.endsWith(".ts");
  return {
    filename: fileURLToPath(new URL(`${name}${fromSource ? ".ts" : ".js"}`, moduleUrl)),
    execArgv: fromSource ? ["--import", typeScriptHooks()] : [],
  };
}

/** `--import tsx` alone does nothing in a worker thread (Node 20), so the hooks are registered by hand. */
function typeScriptHooks(): string {
  const source = `import { register } from ${JSON.stringify(import.meta.resolve("tsx/esm/api"))}; register();`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
