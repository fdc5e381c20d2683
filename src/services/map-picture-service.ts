import { TopographError } from "../errors.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import type { RunStore } from "../runs/run-store.js";
import { NOISE } from "./clustering-result.js";
import { type ClusteringAccess, type ProjectionAccess, requireSuccess } from "./run-access.js";
import type { TopicService } from "./topic-service.js";

export interface MapPictureServiceDeps {
  readonly runs: RunStore;
  readonly clusterings: ClusteringAccess;
  readonly projections: ProjectionAccess;
  readonly topics: Pick<TopicService, "givenTitles">;
  readonly pool: StagePool;
}

/** Maps as pictures, for reports and messages. */
export class MapPictureService {
  constructor(private readonly deps: MapPictureServiceDeps) {}

  /**
   * An SVG document, by titles as they are now.
   *
   * @param id of the run, inside
   * @throws TopographError NOT_FOUND where there is no such run or it has no map, RUN_NOT_FINISHED, ARTIFACT_EXPIRED
   */
  async draw(id: string, signal: AbortSignal): Promise<string> {
    const run = await this.deps.clusterings.byId(id);
    if (!run) throw new TopographError("NOT_FOUND", "There is no clustering with this id.", { kind: "Clustering" });
    requireSuccess(run);
    const { keys, xy } = await this.#layout(run);
    const { runs, clusterings, topics, pool } = this.deps;
    const [result, given, collection] = await Promise.all([
      clusterings.result(run),
      topics.givenTitles(run),
      runs.collectionById(run.collectionId),
    ]);
    const labels = Int32Array.from(keys, (key) => {
      const row = result.rowOf(key);
      return row === undefined ? NOISE : (result.columns.labels[row] ?? NOISE);
    });
    const titles = result.clusters.map(({ title }, label) => given[label] ?? title);
    const day = new Date(run.finishedAt ?? run.requestedAt).toISOString().slice(0, 10);
    return pool.run(
      "drawPicture",
      { heading: `${collection?.name ?? "collection"}, ${day}`, xy, labels, titles },
      { signal },
    );
  }

  async #layout(run: ClusteringRecord) {
    const { projections } = this.deps;
    const projection = run.projectionId === null ? null : await projections.byId(run.projectionId);
    if (projection?.status === "SUCCEEDED") return projections.layout(projection);
    throw new TopographError(
      "NOT_FOUND",
      "The clustering has no map: it was asked for without one, or there was no memory for it; recluster with a layout.",
      { kind: "Projection" },
    );
  }
}
