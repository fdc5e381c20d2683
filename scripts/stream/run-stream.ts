import type { Application } from "../../src/application.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import { type ReclusterInput, toReclusterRequest } from "../../src/services/recluster-request.js";
import { STREAM_DAYS, WINDOW_DAYS } from "./planted-stream.js";
import type { StreamDay } from "./score-stream.js";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

export interface StreamRow {
  readonly text: string;
  readonly vector?: readonly number[];
}

/** Lets rows arrive on their days, and clusters the last days at the end of each. */
export async function runStream(
  application: Pick<Application, "services">,
  collection: string,
  rows: readonly StreamRow[],
  days: Int32Array,
  input: ReclusterInput,
  onDay: (run: ClusteringRecord) => void = () => undefined,
  dayCount = STREAM_DAYS,
): Promise<StreamDay[]> {
  const { services } = application;
  const measured: StreamDay[] = [];
  for (let day = 0; day < dayCount; day++) {
    const arriving = rows.flatMap(({ text, vector }, row) =>
      days[row] === day
        ? [{ key: String(row).padStart(6, "0"), text, vector: vector ?? null, publishedAt: START + day * DAY_MS }]
        : [],
    );
    if (arriving.length > 0) await services.ingest.ingest(collection, arriving);
    const filter = {
      publishedAfter: START + (day - WINDOW_DAYS) * DAY_MS,
      publishedBefore: START + (day + 1) * DAY_MS,
    };
    const asked = await services.clusterings.recluster(
      toReclusterRequest({ ...input, collection }, filter, rows.length),
    );
    let run = asked;
    for await (const state of services.clusterings.watch(asked.id, new AbortController().signal)) run = state;
    if (run.status !== "SUCCEEDED") throw new Error(`day ${day}: the run is ${run.status}: ${run.error?.message}`);
    onDay(run);
    measured.push(await readDay(services, run));
  }
  return measured;
}

async function readDay(services: Application["services"], run: ClusteringRecord): Promise<StreamDay> {
  const { columns } = await services.clusterings.result(run);
  const lineages = (await services.topics.lineagesOf(run)).map(({ lineageId }) => lineageId);
  const changes = await services.topics.changes(run.collectionId, { limit: 10_000, kinds: ["SPLIT", "MERGED"] });
  const own = changes.filter(({ runId }) => runId === run.id);
  const labels = (kind: string, side: "before" | "after"): Set<number> =>
    new Set(own.filter((change) => change.kind === kind).flatMap((change) => change[side].map(({ label }) => label)));
  return {
    rows: columns.keys.map(Number),
    labels: columns.labels,
    lineages,
    split: labels("SPLIT", "before"),
    merged: labels("MERGED", "after"),
  };
}
