import { readFileSync } from "node:fs";
import type { ClusterOptions } from "../../../src/numeric/hdbscan/index.js";
import type { Points } from "../../oracle/hdbscan/points.js";

/** Cases with spanning trees and condensed trees; README.md beside them says what they hold. */
export const CASES = ["blobs", "varied", "moons", "duplicates", "all-equal", "uniform", "news-1500"] as const;
export const TINY = ["tiny-2", "tiny-3", "tiny-4"] as const;

type Written = number | "inf" | "nan";

export interface ReferenceRun {
  min_samples: number;
  min_cluster_size: number;
  cluster_selection_method: "eom" | "leaf";
  cluster_selection_epsilon: number;
  max_cluster_size: number;
  allow_single_cluster: boolean;
  labels: number[];
  probabilities: number[];
  cluster_persistence: number[];
  order: { same_partition: boolean; min_ari: number };
  /** Only in the tiny cases. */
  outlier_scores: Written[];
  mst_weights: number[];
}

export interface Expected {
  mst: Record<string, { from: number[]; to: number[]; weights: number[] }>;
  trees: Record<
    string,
    {
      outlier_scores: Written[];
      condensed?: { parent: number[]; child: number[]; lambda: Written[]; size: number[] };
    }
  >;
  runs: ReferenceRun[];
}

const folder = new URL("../../fixtures/hdbscan/", import.meta.url);

export function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), "utf8")) as Expected;
}

export function readPoints(name: string): Points {
  const { n, dim } = JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), "utf8")) as Points;
  const bytes = readFileSync(new URL(`${name}/vectors.f32`, folder));
  return {
    n,
    dim,
    values: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
  };
}

export function optionsOf(run: ReferenceRun): ClusterOptions {
  return {
    minClusterSize: run.min_cluster_size,
    selection: run.cluster_selection_method === "eom" ? "EOM" : "LEAF",
    epsilon: run.cluster_selection_epsilon,
    maxClusterSize: run.max_cluster_size || null,
    allowSingleCluster: run.allow_single_cluster,
  };
}

export function describeRun(run: ReferenceRun): string {
  const { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster } = optionsOf(run);
  return [
    `minSamples ${run.min_samples}, minClusterSize ${minClusterSize}, ${selection}`,
    epsilon ? `epsilon ${epsilon}` : "",
    maxClusterSize ? `at most ${maxClusterSize}` : "",
    allowSingleCluster ? "single" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export const lambdaToDistance = (lambda: Written): number => (lambda === "inf" ? 0 : 1 / Number(lambda));

/** Reference scores; not-a-number stands where the largest lambda is infinite, and the limit there is 1. */
export const scoreOf = (score: Written): number => (score === "nan" ? 1 : Number(score));
