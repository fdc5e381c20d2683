import type { DocumentFilter } from "../document-filter.js";
import type { CandidateList, CandidateSource } from "../vector-store.js";
import type { CandidateSearch } from "./candidate-search.js";
import type { KnownCollection } from "./collection-catalog.js";
import { type FilterPlan, planFilter } from "./filter-plan.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { distanceFloor } from "./score-bound.js";

/** Milvus gives no longer lists. */
const MAX_WIDTH = 16_384;
/** More keys than this do not go into one expression; then all documents are searched, and the caller knows his own. */
const MAX_NAMED_KEYS = 1000;

/** What the store lends: the present connection's parts, and the collection with what there is to know of it. */
export interface CandidateAccess {
  readonly capabilities: MilvusCapabilities;
  search<T>(work: (search: CandidateSearch, collection: KnownCollection) => Promise<T>): Promise<T>;
}

/** Milvus's searches as candidates for a whole collection's neighbor lists: no vector is read back. */
export async function graphCandidates(
  { capabilities, search }: CandidateAccess,
  filter: DocumentFilter | undefined,
): Promise<CandidateSource> {
  const { index, indexDetail, layout } = await search(async (_, collection) => collection);
  const plan = candidatePlan(planFilter(filter, layout, capabilities));
  return {
    exact: index === "FLAT",
    index: `${index} ${indexDetail}`,
    queriesAtOnce: capabilities.maxQueries,
    callsAtOnce: capabilities.maxParallel,
    maxWidth: MAX_WIDTH,
    nearest: (queries, width, signal) =>
      search(async (candidates, collection) => {
        const { metric, dimension } = collection;
        const vectors: Float32Array[] = [];
        for (let at = 0; at < queries.length; at += dimension) vectors.push(queries.subarray(at, at + dimension));
        const lists = await candidates.nearest(collection, vectors, width, plan, { signal });
        return lists.map(({ keys, worstScore }, place): CandidateList => {
          if (worstScore === null) return { keys, floor: Infinity };
          const norm = Math.hypot(...(vectors[place] as Float32Array));
          return { keys, floor: distanceFloor(metric, worstScore, norm, dimension, layout.lengthSlack) };
        });
      }),
  };
}

/** What Milvus cannot filter it gives unfiltered: the caller knows which documents are his. */
function candidatePlan(plan: FilterPlan): FilterPlan {
  return { ...plan, exact: true, fields: [], keys: plan.keys && plan.keys.length <= MAX_NAMED_KEYS ? plan.keys : null };
}
