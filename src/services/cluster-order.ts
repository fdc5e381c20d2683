import { NOISE, type ClusterInfo, type ClusteringResult } from "./clustering-result.js";

export type ClusterOrder = "SIZE" | "PERSISTENCE" | "LABEL" | "NEWEST";
export type MemberOrder = "PROBABILITY" | "OUTLIER_SCORE" | "NEWEST";

/** Rows of a run in some order that never changes. */
export interface RowList {
  readonly count: number;
  /** Up to `limit` rows after a row of the list, from the beginning where it is null or none of the list. */
  read(limit: number, after: number | null): number[];
}

/** Labels of a run's clusters, the most of what is asked for first, ties by label. */
export function orderClusters(result: ClusteringResult, order: ClusterOrder): RowList {
  const sorted = result.ordered(`clusters/${order}`, () => {
    const value = clusterValue(result, order);
    const clusters = [...result.clusters].sort((a, b) => descending(value(a), value(b)) || a.label - b.label);
    return Int32Array.from(clusters, ({ label }) => label);
  });
  return { count: sorted.length, read: (limit, after) => readFrom(sorted, limit, after) };
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
): RowList {
  const sorted = sortedMembers(result, label, order);
  if (!(minProbability > 0)) return { count: sorted.length, read: (limit, after) => readFrom(sorted, limit, after) };
  const { probabilities } = result.columns;
  const isWanted = (row: number): boolean => (probabilities[row] ?? 0) >= minProbability;
  const likely = sortedMembers(result, label, "PROBABILITY");
  const count = countLeading(likely, isWanted);
  if (order === "PROBABILITY") {
    const wanted = likely.subarray(0, count);
    return { count, read: (limit, after) => readFrom(wanted, limit, after) };
  }
  return { count, read: (limit, after) => readFrom(sorted, Math.min(limit, count), after, isWanted) };
}

/** Documents that belong to no cluster, the most outlying first. */
export function orderNoise(result: ClusteringResult): RowList {
  return orderMembers(result, NOISE, "OUTLIER_SCORE", 0);
}

function sortedMembers(result: ClusteringResult, label: number, order: MemberOrder): Int32Array {
  return result.ordered(`members/${label}/${order}`, () => {
    const values = memberValues(result, order);
    return result
      .rowsOf(label)
      .slice()
      .sort((a, b) => descending(values[a] ?? NaN, values[b] ?? NaN) || a - b);
  });
}

function readFrom(
  rows: Int32Array,
  limit: number,
  after: number | null,
  isWanted: (row: number) => boolean = () => true,
): number[] {
  const read: number[] = [];
  const start = after === null ? 0 : rows.indexOf(after) + 1;
  for (let at = start; at < rows.length && read.length < limit; at++) {
    const row = rows[at] as number;
    if (isWanted(row)) read.push(row);
  }
  return read;
}

/** How many of the rows are wanted, where all that are stand in front. */
function countLeading(rows: Int32Array, isWanted: (row: number) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWanted(rows[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
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
