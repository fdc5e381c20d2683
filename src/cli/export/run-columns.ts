import type { GraphqlClient } from "../client/graphql-client.js";
import { pages } from "../client/pages.js";
import { requireClustering } from "../commands/clusters.js";
import { CliError } from "../exit-codes.js";
import {
  type AssignmentView,
  ExportClusterTitlesDocument,
  ExportColumnsDocument,
  type ExportColumnsQuery,
  ExportPlacesDocument,
  type ExportPlacesQuery,
} from "../operations.generated.js";

type Clustering = NonNullable<ExportColumnsQuery["clustering"]>;
type Places = NonNullable<ExportPlacesQuery["projection"]>["columns"];

/** What a run says about one document. */
export interface Assignment {
  /** -1: noise. */
  readonly label: number;
  readonly clusterTitle: string;
  readonly probability: number;
  readonly outlierScore: number;
  /** Place on the map; null where the run has none. */
  readonly x: number | null;
  readonly y: number | null;
}

/** A run's columns in memory, by the ids of its documents. */
export class RunColumns {
  readonly #rowOf: ReadonlyMap<string, number>;
  readonly #pointOf: ReadonlyMap<string, number>;

  private constructor(
    readonly clustering: Clustering,
    private readonly titles: ReadonlyMap<number, string>,
    private readonly places: Places | null,
  ) {
    this.#rowOf = positions(clustering.assignments.documentIds);
    this.#pointOf = positions(places?.documentIds ?? []);
  }

  static async fetch(
    client: GraphqlClient,
    { collection, run, view }: { readonly collection: string; readonly run?: string; readonly view: AssignmentView },
  ): Promise<RunColumns> {
    const answer = await client.request(ExportColumnsDocument, { run: run ?? null, collection, view });
    const clustering = requireClustering(answer.clustering, collection, run);
    const titles = new Map<number, string>();
    const clusters = pages(async (first, after) => {
      const page = await client.request(ExportClusterTitlesDocument, { run: clustering.id, first, after });
      if (page.clustering === null) throw new CliError(`run ${clustering.id} was deleted meanwhile`);
      return page.clustering.clusters;
    });
    for await (const { label, title } of clusters) titles.set(label, title);
    return new RunColumns(clustering, titles, await placesOf(client, clustering));
  }

  get count(): number {
    return this.clustering.assignments.count;
  }

  /** Null for a document that the run does not know. */
  assignment(documentId: string): Assignment | null {
    const row = this.#rowOf.get(documentId);
    if (row === undefined) return null;
    const { assignments } = this.clustering;
    const label = assignments.labels?.[row] ?? -1;
    const point = this.#pointOf.get(documentId);
    return {
      label,
      clusterTitle: this.titles.get(label) ?? "",
      probability: assignments.probabilities?.[row] ?? 0,
      outlierScore: assignments.outlierScores?.[row] ?? 0,
      x: point === undefined ? null : (this.places?.x?.[point] ?? null),
      y: point === undefined ? null : (this.places?.y?.[point] ?? null),
    };
  }
}

/** Null where the run has no map, or one that could not be drawn. */
async function placesOf(client: GraphqlClient, { projection }: Clustering): Promise<Places | null> {
  if (projection?.status !== "SUCCEEDED") return null;
  const answer = await client.request(ExportPlacesDocument, { projection: projection.id });
  return answer.projection?.columns ?? null;
}

function positions(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, at) => [id, at]));
}
