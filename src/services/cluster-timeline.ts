import type { ClusteringResult } from "./clustering-result.js";

export type TimeBucket = "HOUR" | "DAY" | "WEEK" | "MONTH";

export interface TimeCount {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly count: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970 began on a Thursday; weeks begin on Monday. */
const FIRST_MONDAY_MS = -3 * DAY_MS;

/** How many members were published in each bucket of UTC time, oldest first; buckets without any are left out. */
export function clusterTimeline(result: ClusteringResult, label: number, bucket: TimeBucket): TimeCount[] {
  const counts = new Map<number, number>();
  for (const row of result.rowsOf(label)) {
    const at = result.columns.publishedAt[row] ?? NaN;
    if (Number.isNaN(at)) continue;
    const start = bucketStart(at, bucket);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  return [...counts].map(([start, count]) => ({ start, count })).sort((a, b) => a.start - b.start);
}

function bucketStart(at: number, bucket: TimeBucket): number {
  switch (bucket) {
    case "HOUR":
      return floorTo(at, HOUR_MS, 0);
    case "DAY":
      return floorTo(at, DAY_MS, 0);
    case "WEEK":
      return floorTo(at, 7 * DAY_MS, FIRST_MONDAY_MS);
    case "MONTH": {
      const date = new Date(at);
      return new Date(0).setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth(), 1);
    }
  }
}

function floorTo(at: number, step: number, origin: number): number {
  return Math.floor((at - origin) / step) * step + origin;
}
