import type { Artifact } from "../runs/artifact-store.js";
import type { Exactness, ExactnessReport } from "../runs/run-record.js";
import { graphRecall, metaNumber } from "./artifact-columns.js";
import type { GrownTree } from "./tasks/grow-tree.js";

/**
 * How much of a stored tree is proven.
 *
 * @param mode by which the tree was grown
 * @throws TopographError STORAGE_CORRUPT
 */
export function exactnessOf(forest: Artifact, mode: Exactness): ExactnessReport {
  const [n, certifiedCount, queries] = (["n", "certifiedCount", "queries"] as const).map((name) =>
    metaNumber(forest, name),
  ) as [number, number, number];
  return exactnessReport({ n, certifiedCount, queries }, mode, graphRecall(forest));
}

/** A tree of one document has no edge, and nothing to prove. */
export function exactnessReport(
  { n, certifiedCount, queries }: Pick<GrownTree, "n" | "certifiedCount" | "queries">,
  mode: Exactness,
  recallAtK: number | null,
): ExactnessReport {
  const edges = Math.max(0, n - 1);
  return {
    mode,
    certified: certifiedCount === edges,
    certifiedShare: edges === 0 ? 1 : certifiedCount / edges,
    requeriedPoints: queries,
    recallAtK,
  };
}
