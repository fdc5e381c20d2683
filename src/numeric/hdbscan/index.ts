/** HDBSCAN in four stages, each a function of the one before: spanning tree, hierarchy, clusters, nearest clusters. */
export type { OutsideSearch } from "./outside-search.js";
export { buildSpanningTree } from "./spanning-tree.js";
export type { CertifiedSpanningTree, SpanningTree, SpanningTreeOptions } from "./spanning-tree.js";
export { buildHierarchy } from "./hierarchy.js";
export type { Hierarchy, HierarchyOptions } from "./hierarchy.js";
export type { ClusterOptions, ClusterSelection } from "./options.js";
export { extractClusters } from "./extract-clusters.js";
export type { ClusterResult, ClusterTree } from "./extract-clusters.js";
export { nearestView } from "./nearest-view.js";
export type { NearestView } from "./nearest-view.js";
export { flatClusters } from "./flat-clusters.js";
export type { FlatClusters } from "./flat-clusters.js";
export { clusterExemplars, softMembership } from "./soft-membership.js";
export type { ClusterExemplars, NearestExemplars, SoftMembership } from "./soft-membership.js";
export { validityIndex } from "./validity.js";
export { NOISE } from "./label-points.js";
export { SWEEP_SIZES, sweepClusters, sweepSizes, turnsOver } from "./sweep.js";
export type { SweepPoint } from "./sweep.js";
