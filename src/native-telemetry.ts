import { isMainThread } from "node:worker_threads";

/**
 * ONNX Runtime reports to its maker unless its environment says no when it is loaded. It reads the environment of the
 * process, of which a thread's `process.env` is a copy: so this must run on the main thread, before the first thread that
 * loads it.
 */
export function disableNativeTelemetry(): void {
  // eslint-disable-next-line no-restricted-properties -- no setting of ours is read here
  if (isMainThread) process.env["ORT_DISABLE_TELEMETRY"] = "1";
}
