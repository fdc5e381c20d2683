import { Mutex } from "../database/mutex.js";
import { TopographError } from "../errors.js";
import type { SweepPoint } from "../numeric/hdbscan/index.js";
import { column, metaNumber } from "../pipeline/artifact-columns.js";
import { artifactExpired, HeldArtifacts } from "../pipeline/held-artifacts.js";
import { sweepKey } from "../pipeline/stage-keys.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import { describe, required, vectorsOf } from "../pipeline/stages.js";
import { storedSweep } from "../pipeline/sweep-stage.js";
import type { Artifact, ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams, ClusteringRecord } from "../runs/run-record.js";
import { NOISE } from "./clustering-result.js";
import { RecutTrees } from "./recut-trees.js";
import { recutParams } from "./recluster-request.js";
import type { ClusteringCut, Explanation, PlacedPoint, SoftSource } from "./run-access.js";

/** Cuts at work and waiting, of all clients. */
export const MAX_CUTS = 100;

/** Cuts the spanning trees of runs by other parameters, one at a time: each holds its tree while it is at work. */
export class ClusteringCutter {
  readonly #turns = new Mutex();
  readonly #trees: RecutTrees;
  #cuts = 0;

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly pool: StagePool,
  ) {
    this.#trees = new RecutTrees(artifacts, pool);
  }

  /** What every size of the grid makes of the run's tree, with the other parameters of a cut. */
  async sweep(run: ClusteringRecord, params: ClusteringParams, signal?: AbortSignal): Promise<readonly SweepPoint[]> {
    const isStored = sweepKey("", params) === sweepKey("", run.params) && params.minSamples === run.params.minSamples;
    const stored = isStored ? await storedSweep(this.artifacts, required(run.artifacts, "forest"), params) : null;
    if (stored) return stored;
    return this.#inTurn(signal, async () => {
      const aborting = signal ? { signal } : {};
      const { key, tree } = await this.#trees.of(run, params, aborting);
      return this.pool.run("sweepTree", { key, tree, options: params }, aborting);
    });
  }

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
  ): Promise<Omit<ClusteringCut, "goal">> {
    const { pool } = this;
    const aborting = signal ? { signal } : {};
    const held = new HeldArtifacts(this.artifacts);
    const [cut, exactness, seconds] = await this.#inTurn(signal, async () => {
      const started = performance.now();
      const { key, tree, exactness } = await this.#trees.of(run, params, aborting);
      const made = await pool.run("cutClusters", { key, tree, options: params }, aborting);
      return [made, exactness, (performance.now() - started) / 1000] as const;
    });
    const { n, clusterCount, noiseCount, labels, probabilities, outlierScores, nearestLabels, nearestDistances } = cut;
    const titlesOf = (): Promise<string[]> =>
      this.#inTurn(signal, async () => {
        const clustered = { labels, probabilities, clusterCount };
        const described = await describe({ pool, held, ...aborting }, run.artifacts, clustered);
        return described.map(({ title }) => title);
      });
    let titles: Promise<readonly string[]> | undefined;
    let soft: Promise<SoftSource> | undefined;
    return {
      params,
      clusterCount,
      noiseShare: noiseCount / Math.max(1, n),
      sizes: Array.from(cut.sizes),
      validity: cut.validity,
      exactness,
      seconds,
      columns: { keys, labels, probabilities, outlierScores, nearestLabels, nearestDistances },
      titles: () => (titles ??= titlesOf()),
      soft: () => (soft ??= this.soft(run, params, signal)),
    };
  }

  /** How much each document belongs to which clusters of a cut. */
  async soft(run: ClusteringRecord, params: ClusteringParams, signal?: AbortSignal): Promise<SoftSource> {
    const snapshot = required(run.artifacts, "snapshot");
    return this.#inTurn(signal, async () => {
      const aborting = signal ? { signal } : {};
      const { key, tree } = await this.#trees.of(run, params, aborting);
      const vectors = await vectorsOf(new HeldArtifacts(this.artifacts), snapshot);
      return this.pool.run("softClusters", { key, tree, options: params, ...vectors }, aborting);
    });
  }

  async place(run: ClusteringRecord, queries: Float32Array, signal?: AbortSignal): Promise<PlacedPoint[]> {
    const { params } = run;
    const snapshot = required(run.artifacts, "snapshot");
    return this.#inTurn(signal, async () => {
      const aborting = signal ? { signal } : {};
      const held = new HeldArtifacts(this.artifacts);
      if (!(await held.has(snapshot))) throw artifactExpired();
      const { key, tree } = await this.#trees.of(run, params, aborting);
      const input = { key, tree, options: params, minSamples: params.minSamples, snapshot, queries };
      const placed = await this.pool.run("placePoints", { ...input, vectors: null }, aborting);
      if (placed) return placed;
      // The thread is another than that which knew the vectors, or none has.
      const given = await this.pool.run("placePoints", { ...input, ...(await vectorsOf(held, snapshot)) }, aborting);
      if (!given) throw new Error("A thread that was given the vectors did not take them");
      return given;
    });
  }

  async explain(run: ClusteringRecord, points: readonly number[], signal?: AbortSignal): Promise<Explanation[]> {
    const { params } = run;
    const aborting = signal ? { signal } : {};
    return this.#inTurn(signal, async () => {
      const graph = await this.#trees.graphOf(run);
      const { key, tree } = await this.#trees.of(run, params, aborting);
      const input = { key, tree, options: params, graph, minSamples: params.minSamples, points };
      const explained: Explanation[] = await this.pool.run("explainPoints", input, aborting);
      const joined = await this.#joinedBySamples(run, points, aborting);
      return explained.map((each, at) => {
        const value = joined[at] ?? null;
        if (value === null) return each;
        return { ...each, joinsWhen: [...each.joinsWhen, { parameter: "minSamples" as const, value }] };
      });
    });
  }

  /** For each noise row the largest of some smaller minSamples that takes it in; null for none, and for members. */
  async #joinedBySamples(
    run: ClusteringRecord,
    points: readonly number[],
    aborting: { readonly signal?: AbortSignal },
  ): Promise<(number | null)[]> {
    const joined = points.map((): number | null => null);
    const { minSamples: present } = run.params;
    const cut = async (minSamples: number): Promise<Int32Array> => {
      const options = recutParams(run.params, { minSamples });
      const { key, tree } = await this.#trees.of(run, options, aborting);
      return (await this.pool.run("cutClusters", { key, tree, options }, aborting)).labels;
    };
    const labels = await cut(present);
    let open = [...points.keys()].filter((at) => labels[points[at] ?? 0] === NOISE);
    const smaller = new Set([present - 1, Math.ceil(present / 2), 1]);
    for (const value of [...smaller].filter((each) => each >= 1 && each < present)) {
      if (open.length === 0) break;
      const taken = await cut(value);
      for (const at of open) if (taken[points[at] ?? 0] !== NOISE) joined[at] = value;
      open = open.filter((at) => joined[at] === null);
    }
    return joined;
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

export function softSource(artifact: Artifact): SoftSource {
  return {
    top: metaNumber(artifact, "top"),
    labels: column(artifact, "labels", Int32Array),
    probabilities: column(artifact, "probabilities", Float32Array),
  };
}
