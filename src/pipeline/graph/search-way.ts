import { TopographError } from "../../errors.js";
import type { Exactness, NeighborSearch } from "../../runs/run-record.js";
import { type GraphSize, leastMegabytes, processMegabytes } from "./graph-way.js";

/** What a run asks for. */
export type WantedSearch = "AUTO" | NeighborSearch;

export interface SearchLimits {
  /** Up to so many documents AUTO is exact. */
  readonly exactGraphMax: number;
  readonly maxMemoryMb: number;
}

const MEGABYTE = 1e6;
/** Cells that a row probes where vectors have no structure, held twice. */
const BYTES_OF_PROBES = 2 * 64 * 4;

/** What a run's vectors and graph take in the process at their peak. */
export function searchMegabytes(search: NeighborSearch, size: GraphSize): number {
  if (search === "EXACT") return processMegabytes(size);
  return leastMegabytes(size) + Math.ceil((size.documents * BYTES_OF_PROBES) / MEGABYTE);
}

/**
 * How this process searches neighbors: exactly where that is wanted, and by AUTO up to a number of documents and as long as
 * it fits into memory; else approximately.
 *
 * @throws TopographError BAD_USER_INPUT where approximate lists are to be certified; EXACTNESS_UNAFFORDABLE or COLLECTION_TOO_LARGE
 *   with the memory that would do
 */
export function searchWay(
  wanted: WantedSearch,
  exactness: Exactness,
  size: GraphSize,
  limits: SearchLimits,
): NeighborSearch {
  const certified = exactness === "CERTIFIED";
  if (wanted === "APPROXIMATE" && certified) {
    throw new TopographError(
      "BAD_USER_INPUT",
      "Approximate neighbors are never certified; ask for neighborSearch: EXACT, or leave exactness: CERTIFIED out.",
      { argument: "neighborSearch", actual: wanted },
    );
  }
  const { exactGraphMax, maxMemoryMb } = limits;
  const fits = (search: NeighborSearch): boolean => searchMegabytes(search, size) <= maxMemoryMb;
  const automatic = size.documents <= exactGraphMax && fits("EXACT") ? "EXACT" : "APPROXIMATE";
  const search = certified ? "EXACT" : wanted === "AUTO" ? automatic : wanted;
  if (fits(search)) return search;
  throw tooLarge(search, certified, size, maxMemoryMb);
}

function tooLarge(search: NeighborSearch, certified: boolean, size: GraphSize, maxMemoryMb: number): TopographError {
  const needed = searchMegabytes(search, size);
  const details = { needed, maxMemoryMb };
  const what = `${size.documents} documents with ${size.dimension} dimensions and ${size.width} neighbors`;
  const cures = [
    `raise MAX_MEMORY_MB (${maxMemoryMb}) to that`,
    "ask for fewer neighbors (those of the layout count too)",
  ];
  if (search === "EXACT" && searchMegabytes("APPROXIMATE", size) <= maxMemoryMb) {
    cures.push(certified ? "leave exactness: CERTIFIED out" : "leave neighborSearch: EXACT out");
  }
  const message = `The exact neighbors of ${what} need ${needed} MB; ${cures.join(", or ")}.`;
  return certified
    ? new TopographError("EXACTNESS_UNAFFORDABLE", message, details)
    : new TopographError("COLLECTION_TOO_LARGE", search === "EXACT" ? message : message.replace("exact ", ""), details);
}
