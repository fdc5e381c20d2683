import { Mutex } from "../database/mutex.js";
import { TopographError } from "../errors.js";
import { HeldArtifacts } from "../pipeline/held-artifacts.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import { describe, required, treeOf } from "../pipeline/stages.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams, ClusteringRecord } from "../runs/run-record.js";
import type { ClusteringCut } from "./run-access.js";

/** Cuts at work and waiting, of all clients. */
export const MAX_CUTS = 100;

/** Cuts the stored spanning trees of runs by other parameters, one at a time: each holds its tree while it is at work. */
export class ClusteringCutter {
  readonly #turns = new Mutex();
  #cuts = 0;

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly pool: StagePool,
  ) {}

  /**
   * Titles are made only when they are asked for.
   *
   * @throws TopographError ARTIFACT_EXPIRED, or QUEUE_FULL
   */
  async cut(
    run: ClusteringRecord,
    params: ClusteringParams,
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ClusteringCut> {
    const { pool } = this;
    const aborting = signal ? { signal } : {};
    const held = new HeldArtifacts(this.artifacts);
    const [cut, seconds] = await this.#inTurn(signal, async () => {
      const started = performance.now();
      const tree = await treeOf(held, required(run.artifacts, "forest"));
      const made = await pool.run("cutClusters", { tree, options: params }, aborting);
      return [made, (performance.now() - started) / 1000] as const;
    });
    const { n, clusterCount, noiseCount, labels, probabilities, outlierScores, nearestLabels, nearestDistances } = cut;
    const titlesOf = (): Promise<string[]> =>
      this.#inTurn(signal, async () => {
        const clustered = { labels, probabilities, clusterCount };
        const described = await describe({ pool, held, ...aborting }, run.artifacts, clustered);
        return described.map(({ title }) => title);
      });
    let titles: Promise<readonly string[]> | undefined;
    return {
      params,
      clusterCount,
      noiseShare: noiseCount / Math.max(1, n),
      sizes: Array.from(cut.sizes),
      seconds,
      columns: { keys, labels, probabilities, outlierScores, nearestLabels, nearestDistances },
      titles: () => (titles ??= titlesOf()),
    };
  }

  async #inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#cuts >= MAX_CUTS) {
      throw new TopographError("QUEUE_FULL", `${MAX_CUTS} cuts are waiting already; try again when some have ended.`);
    }
    this.#cuts++;
    try {
      return await this.#turns.run(() => {
        signal?.throwIfAborted();
        return work();
      });
    } finally {
      this.#cuts--;
    }
  }
}
