import { computed, effect, signal } from "@preact/signals";

import { request } from "../api/client.js";
import { connection } from "../api/connection.js";
import { OverviewDocument, type OverviewQuery } from "../operations.generated.js";
import { collectionInUrl } from "./location.js";

export type CollectionSummary = OverviewQuery["collections"]["edges"][number]["node"];
export type RunSummary = NonNullable<OverviewQuery["collection"]>["clusterings"]["edges"][number]["node"];

const DEFAULT_COLLECTION = "default";
const RUNS = 20;
const PERIOD_MS = 4_000;
/** A server that comes back is seen well within five seconds. */
const RETRY_MS = 1_500;

/** null until the server has answered for the first time. */
export const collections = signal<readonly CollectionSummary[] | null>(null);
/** Of the current collection, newest first. */
export const runs = signal<readonly RunSummary[]>([]);

/** The name the page shows: that of the address, else the default one, else whichever there is. */
export const collectionName = computed(() => {
  const names = collections.value?.map((each) => each.name) ?? [];
  return (
    collectionInUrl.value ??
    (names.includes(DEFAULT_COLLECTION) ? DEFAULT_COLLECTION : (names[0] ?? DEFAULT_COLLECTION))
  );
});

export const collection = computed(() => collections.value?.find((each) => each.name === collectionName.value) ?? null);

let askedFor = "";

async function refresh(): Promise<void> {
  const name = collectionName.value;
  askedFor = name;
  const data = await request(OverviewDocument, { collection: name, runs: RUNS }, { heartbeat: true, partial: true });
  collections.value = data.collections.edges.map((edge) => edge.node);
  // The first answer may tell that the collection to show is another one; its runs come with the next.
  if (collectionName.value === name) runs.value = data.collection?.clusterings.edges.map((edge) => edge.node) ?? [];
}

let wake: () => void = () => {};

/** Looks now instead of at the next turn. */
export function refreshSoon(): void {
  wake();
}

/** Asks for ever what there is; thereby learns that the server is gone, or back. */
export async function watchServer(): Promise<never> {
  addEventListener("visibilitychange", refreshSoon);
  addEventListener("online", refreshSoon);
  effect(() => {
    if (collectionName.value !== askedFor) {
      runs.value = [];
      refreshSoon();
    }
  });
  // A request that fails elsewhere is checked at once.
  effect(() => {
    if (connection.value === "lost") refreshSoon();
  });
  for (;;) {
    if (!document.hidden || connection.value !== "online") {
      await refresh().catch((error: unknown) => console.warn("The overview could not be read.", error));
    }
    const pause = connection.value === "lost" ? RETRY_MS : collectionName.value === askedFor ? PERIOD_MS : 0;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, pause);
    });
  }
}
