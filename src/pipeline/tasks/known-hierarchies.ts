import { buildHierarchy, type Hierarchy, type SpanningTree } from "../../numeric/hdbscan/index.js";

/** Hierarchies of the trees that this thread has cut last, by the keys of the trees: one tree is cut many times. */
const KEPT = 4;
const known = new Map<string, Hierarchy>();

export function hierarchyOf(key: string | null, tree: SpanningTree): Hierarchy {
  if (key === null) return buildHierarchy(tree);
  const hierarchy = known.get(key) ?? buildHierarchy(tree);
  known.delete(key);
  known.set(key, hierarchy);
  const oldest = known.keys().next().value;
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return hierarchy;
}
