import type { ClusterDescription } from "../insight/describe-clusters.js";
import type { ClusterTreeColumns } from "./cluster-tree.js";
import { CONTENT_HASH_BYTES, contentHash } from "../pipeline/content-hash.js";
import type { Document } from "../store/document.js";

export const NOISE = -1;

export interface ClusterInfo extends Omit<ClusterDescription, "duplicateCount"> {
  /** Null in runs of before it was counted. */
  readonly duplicateCount: number | null;
  /** 0.. by descending size. */
  readonly label: number;
  readonly size: number;
  readonly persistence: number;
}

/** The columns of a succeeded run. Row i is document `keys[i]`; rows are in the order of the keys' UTF-8 bytes. */
export interface ClusteringColumns {
  readonly keys: readonly string[];
  /** Milliseconds since 1970 at the time of the run; NaN where there was no date. */
  readonly publishedAt: Float64Array;
  /** First 8 bytes of `contentHash` per row. */
  readonly contentHashes: Uint8Array;
  /** NOISE or 0..clusters.length-1. */
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  readonly outlierScores: Float32Array;
  /** The NEAREST view: every row has a cluster (NOISE only where the run has no cluster at all). */
  readonly nearestLabels: Int32Array;
  /** Distance at which a noise row joins its nearest cluster; 0 for members. */
  readonly nearestDistances: Float32Array;
}

/** A succeeded run as the API reads it: immutable, shared between requests. */
export class ClusteringResult {
  readonly #rows: Map<string, number>;
  readonly #members: Int32Array[];
  readonly #orders = new Map<string, Int32Array>();

  constructor(
    readonly runId: string,
    readonly columns: ClusteringColumns,
    readonly clusters: readonly ClusterInfo[],
    readonly tree: ClusterTreeColumns,
  ) {
    this.#rows = new Map(columns.keys.map((key, row) => [key, row]));
    this.#members = groupByLabel(columns.labels, clusters.length);
  }

  get documentCount(): number {
    return this.columns.keys.length;
  }

  rowOf(key: string): number | undefined {
    return this.#rows.get(key);
  }

  key(row: number): string {
    const key = this.columns.keys[row];
    if (key === undefined) throw new RangeError(`row must be below ${this.documentCount}, got ${row}`);
    return key;
  }

  cluster(label: number): ClusterInfo {
    const cluster = this.clusters[label];
    if (!cluster) throw new RangeError(`label must be below ${this.clusters.length}, got ${label}`);
    return cluster;
  }

  /** Rows of a cluster, or of the noise, ascending. */
  rowsOf(label: number): Int32Array {
    return this.#members[label + 1] ?? new Int32Array(0);
  }

  /** What `sort` makes, once for each name: one request may ask for a list a thousand times. Not to be changed. */
  ordered(name: string, sort: () => Int32Array): Int32Array {
    const known = this.#orders.get(name);
    if (known) return known;
    const made = sort();
    this.#orders.set(name, made);
    return made;
  }

  /** Whether the document's title or text is another than the run saw. */
  isChanged(row: number, document: Pick<Document, "title" | "text">): boolean {
    const now = contentHash(document);
    const then = this.columns.contentHashes.subarray(row * CONTENT_HASH_BYTES, (row + 1) * CONTENT_HASH_BYTES);
    return now.some((byte, index) => byte !== then[index]);
  }
}

/** Rows by label, noise first. */
function groupByLabel(labels: Int32Array, clusterCount: number): Int32Array[] {
  const sizes = new Int32Array(clusterCount + 1);
  for (const label of labels) sizes[label + 1] = (sizes[label + 1] ?? 0) + 1;
  const groups = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  labels.forEach((label, row) => {
    const place = sizes[label + 1] ?? 0;
    const group = groups[label + 1];
    if (group) group[place] = row;
    sizes[label + 1] = place + 1;
  });
  return groups;
}
