import { TopographError } from "../errors.js";
import { column, stringColumn } from "../pipeline/artifact-columns.js";
import { HeldArtifacts } from "../pipeline/held-artifacts.js";
import type { RunEvents } from "../pipeline/run-events.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ProjectionRecord } from "../runs/run-record.js";
import type { RunPage, RunStore } from "../runs/run-store.js";
import { ResultCache } from "./result-cache.js";
import type { Layout, ProjectionAccess } from "./run-access.js";

const CACHED_LAYOUTS = 8;

export class ProjectionService implements ProjectionAccess {
  readonly #layouts = new ResultCache<Layout>(CACHED_LAYOUTS);

  constructor(
    private readonly deps: { readonly runs: RunStore; readonly artifacts: ArtifactStore; readonly events: RunEvents },
  ) {}

  async byId(id: string): Promise<ProjectionRecord | null> {
    const projection = await this.deps.runs.projectionById(id);
    return projection && this.#live(projection);
  }

  newest(collectionId: string): Promise<ProjectionRecord | null> {
    return this.deps.runs.newestProjection(collectionId, "SUCCEEDED");
  }

  async list(collectionId: string, page: RunPage): Promise<ProjectionRecord[]> {
    return (await this.deps.runs.listProjections(collectionId, page)).map((projection) => this.#live(projection));
  }

  count(collectionId: string): Promise<number> {
    return this.deps.runs.countProjections(collectionId);
  }

  async remove(id: string): Promise<boolean> {
    const projection = await this.deps.runs.projectionById(id);
    if (projection?.status === "RUNNING") {
      throw new TopographError("CONFLICT", "The projection is being drawn; cancel its clustering first.", {
        status: projection.status,
      });
    }
    this.#layouts.delete(id);
    return this.deps.runs.deleteProjection(id);
  }

  async layout(projection: ProjectionRecord): Promise<Layout> {
    const { status, id, error } = projection;
    if (status !== "SUCCEEDED") {
      const why = error ? `: ${error.message}` : ".";
      throw new TopographError("RUN_NOT_FINISHED", `The projection is ${status} and has no coordinates${why}`, {
        status,
      });
    }
    return this.#layouts.get(id, () => this.#load(projection));
  }

  async #load({ rowsKey, layoutKey }: ProjectionRecord): Promise<Layout> {
    const held = new HeldArtifacts(this.deps.artifacts);
    const [rows, layout] = [await held.get(rowsKey), await held.get(layoutKey)];
    const keys = stringColumn(rows, "key");
    const index = new Map(keys.map((key, row) => [key, row]));
    const { trustworthiness } = layout.meta as { readonly trustworthiness?: number | null };
    return {
      keys,
      xy: column(layout, "xy", Float32Array),
      trustworthiness: trustworthiness ?? null,
      rowOf: (key) => index.get(key),
    };
  }

  /** How far the run is that computes it. */
  #live(projection: ProjectionRecord): ProjectionRecord {
    if (projection.status === "SUCCEEDED") return { ...projection, progress: 1 };
    const live = this.deps.events.live(projection.clusteringId);
    return projection.status === "RUNNING" && live ? { ...projection, progress: live.progress } : projection;
  }
}
