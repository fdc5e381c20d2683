export type { Candidates, CandidateSearch } from "./candidate-search.js";
export { euclidean, euclideanInto, squaredDistance } from "./distance.js";
export { exactHits, type ExactHits, type ExactHitsRequest } from "./exact-hits.js";
export { exactNeighborGraph } from "./exact-neighbor-graph.js";
export { insertNeighbor } from "./insert-neighbor.js";
export { listRecall } from "./list-recall.js";
export { countRows, findVectorFault, normalizeRows, type VectorFault } from "./normalize-rows.js";
export { offerRows } from "./offer-rows.js";
export { scanRows } from "./scan-rows.js";
