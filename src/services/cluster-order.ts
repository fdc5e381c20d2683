import { NOISE, type ClusterInfo, type ClusteringResult } from "./clustering-result.js";

export type ClusterOrder = "SIZE" | "PERSISTENCE" | "LABEL" | "NEWEST";
export type MemberOrder = "PROBABILITY" | "OUTLIER_SCORE" | "NEWEST";

/** The clusters of a run, the most of what is asked for first, ties by label. */
export function orderClusters(result: ClusteringResult, order: ClusterOrder): ClusterInfo[] {
  const value = clusterValue(result, order);
  return [...result.clusters].sort((a, b) => descending(value(a), value(b)) || a.label - b.label);
}

function clusterValue(result: ClusteringResult, order: ClusterOrder): (cluster: ClusterInfo) => number {
  switch (order) {
    case "SIZE":
      return ({ size }) => size;
    case "PERSISTENCE":
      return ({ persistence }) => persistence;
    case "LABEL":
      return ({ label }) => -label;
    case "NEWEST": {
      const newest = result.clusters.map(({ label }) => newestDate(result, label));
      return ({ label }) => newest[label] ?? NaN;
    }
  }
}

/** NaN where no member has a date. */
function newestDate(result: ClusteringResult, label: number): number {
  let newest = NaN;
  for (const row of result.rowsOf(label)) {
    const date = result.columns.publishedAt[row] ?? NaN;
    if (!(newest >= date) && !Number.isNaN(date)) newest = date;
  }
  return newest;
}

/** Rows of a cluster, the most of what is asked for first, no date last, ties in row order. */
export function orderMembers(
  result: ClusteringResult,
  label: number,
  order: MemberOrder,
  minProbability: number,
): Int32Array {
  const { probabilities } = result.columns;
  const rows = result.rowsOf(label);
  const wanted = minProbability > 0 ? rows.filter((row) => (probabilities[row] ?? 0) >= minProbability) : rows.slice();
  const values = memberValues(result, order);
  return wanted.sort((a, b) => descending(values[a] ?? NaN, values[b] ?? NaN) || a - b);
}

/** Documents that belong to no cluster, the most outlying first. */
export function orderNoise(result: ClusteringResult): Int32Array {
  return orderMembers(result, NOISE, "OUTLIER_SCORE", 0);
}

function memberValues({ columns }: ClusteringResult, order: MemberOrder): Float32Array | Float64Array {
  switch (order) {
    case "PROBABILITY":
      return columns.probabilities;
    case "OUTLIER_SCORE":
      return columns.outlierScores;
    case "NEWEST":
      return columns.publishedAt;
  }
}

/** Larger first, NaN last. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}
