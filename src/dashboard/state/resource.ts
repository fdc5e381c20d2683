import { effect, signal, type ReadonlySignal } from "@preact/signals";

import { toApiError, type ApiError } from "../api/api-error.js";
import { reconnections } from "../api/connection.js";

export interface ResourceState<Data> {
  readonly status: "idle" | "loading" | "ready" | "failed";
  /** The last that came; kept while the next is under way. */
  readonly data: Data | null;
  readonly error: ApiError | null;
}

/**
 * What the API says about `input`, asked again when the input changes, and when the server is back after what was asked
 * had failed. A newer question cancels the older one; null asks nothing.
 */
export function resource<Input, Data>(
  input: ReadonlySignal<Input | null>,
  load: (input: Input, signal: AbortSignal) => Promise<Data>,
): ReadonlySignal<ResourceState<Data>> {
  const state = signal<ResourceState<Data>>({ status: "idle", data: null, error: null });
  let asked: Input | null = null;
  effect(() => {
    const wanted = input.value;
    // Read so that the effect runs again after a reconnection.
    void reconnections.value;
    const before = state.peek();
    if (wanted === asked && before.status === "ready") return undefined;
    asked = wanted;
    if (wanted === null) {
      state.value = { status: "idle", data: null, error: null };
      return undefined;
    }
    const abort = new AbortController();
    state.value = { status: "loading", data: before.data, error: null };
    load(wanted, abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) state.value = { status: "ready", data, error: null };
      },
      (error: unknown) => {
        if (!abort.signal.aborted) state.value = { status: "failed", data: null, error: toApiError(error) };
      },
    );
    return () => abort.abort();
  });
  return state;
}
