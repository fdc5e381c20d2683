import type { Artifact } from "../runs/artifact-store.js";
import type { Exactness, ExactnessReport } from "../runs/run-record.js";
import { graphRecall, metaNumber } from "./artifact-columns.js";

/**
 * How much of a stored tree is proven. A tree of one document has no edge, and nothing to prove.
 *
 * @param mode by which the tree was grown
 * @throws TopographError STORAGE_CORRUPT
 */
export function exactnessOf(forest: Artifact, mode: Exactness): ExactnessReport {
  const edges = Math.max(0, metaNumber(forest, "n") - 1);
  const proven = metaNumber(forest, "certifiedCount");
  return {
    mode,
    certified: proven === edges,
    certifiedShare: edges === 0 ? 1 : proven / edges,
    requeriedPoints: metaNumber(forest, "queries"),
    recallAtK: graphRecall(forest),
  };
}
