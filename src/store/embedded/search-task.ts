import type { SearchHit, SearchTarget } from "../vector-store.js";

/** A search as the search thread gets it; everything in it has been checked. */
export interface SearchTask {
  readonly collection: number;
  readonly dimension: number;
  readonly target: SearchTarget;
  readonly k: number;
  /** Gives one row with the numbers of the allowed documents as a JSON array. */
  readonly filter: { readonly sql: string; readonly parameters: readonly unknown[] } | null;
}

/** The answer in columns: a message of many small objects would hold up the thread that reads it. */
export interface SearchLists {
  readonly k: number;
  /** For each target the list that answers it; -1 where there is no such document. */
  readonly places: Int32Array;
  /** The length of each list; list i starts at i * k. */
  readonly counts: Int32Array;
  /** Positions in `keys`. */
  readonly names: Int32Array;
  readonly distances: Float64Array;
  readonly keys: readonly string[];
}

export type SearchMethods = {
  search: { argument: SearchTask; result: SearchLists };
  /** Documents of a collection were written or deleted. */
  changed: { argument: { collection: number; keys: readonly string[] }; result: null };
  /** The collection was dropped. */
  forget: { argument: { collection: number }; result: null };
};

export function toHits({ k, places, counts, names, distances, keys }: SearchLists): (SearchHit[] | null)[] {
  return Array.from(places, (place) => {
    if (place === -1) return null;
    const hits: SearchHit[] = [];
    for (let at = place * k, end = at + (counts[place] ?? 0); at < end; at++) {
      hits.push({ key: keys[names[at] ?? -1] ?? "", distance: distances[at] ?? NaN });
    }
    return hits;
  });
}
