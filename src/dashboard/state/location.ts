import { computed, signal } from "@preact/signals";

import { formatHash, parseHash, type UrlState } from "./url-state.js";

const place = signal<UrlState>(parseHash(location.hash));

export const collectionInUrl = computed(() => place.value.collection);
export const runInUrl = computed(() => place.value.run);
export const selectedTopic = computed(() => place.value.topic);
export const selectedDocument = computed(() => place.value.document);
export const searchText = computed(() => place.value.search);
export const noiseMode = computed(() => place.value.noise);

interface NavigateOptions {
  /** Without a step of its own for the browser's back button. */
  readonly replace?: boolean;
}

/** Changes what the page shows, and its address with it. */
export function navigate(change: Partial<UrlState>, { replace = false }: NavigateOptions = {}): void {
  const next = { ...place.value, ...change };
  const hash = formatHash(next);
  if (hash !== formatHash(place.value)) {
    const address = hash || location.pathname + location.search;
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }
  place.value = next;
}

addEventListener("popstate", () => (place.value = parseHash(location.hash)));
