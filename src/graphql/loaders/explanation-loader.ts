import DataLoader from "dataloader";

import { TopographError } from "../../errors.js";
import type { ClusteringRecord } from "../../runs/run-record.js";
import { MAX_EXPLAINED } from "../../services/limits.js";
import type { ClusteringAccess, Explanation } from "../../services/run-access.js";
import { settled } from "./settled.js";

export interface ExplanationRequest {
  readonly run: ClusteringRecord;
  readonly row: number;
}

export type ExplanationLoader = DataLoader<ExplanationRequest, Explanation, string>;

/** All documents of a run that a request asks about in a turn at once, and no more than a few a request. */
export function createExplanationLoader(
  clusterings: Pick<ClusteringAccess, "explain">,
  signal: AbortSignal,
): ExplanationLoader {
  let asked = 0;
  return new DataLoader<ExplanationRequest, Explanation, string>(
    async (requests) => {
      asked += requests.length;
      if (asked > MAX_EXPLAINED) {
        throw new TopographError(
          "BAD_USER_INPUT",
          `One request explains at most ${MAX_EXPLAINED} documents, got ${asked}; ask for fewer, in several requests.`,
          { argument: "explain", min: 0, max: MAX_EXPLAINED, actual: asked },
        );
      }
      const rowsOf = new Map<string, { run: ClusteringRecord; rows: number[] }>();
      for (const { run, row } of requests) {
        const group = rowsOf.get(run.id) ?? { run, rows: [] };
        rowsOf.set(run.id, group);
        group.rows.push(row);
      }
      const explained = new Map(
        Array.from(rowsOf, ([id, { run, rows }]) => [id, byRow(clusterings, run, rows, signal)] as const),
      );
      return settled(
        requests.map(async ({ run, row }) => {
          const found = (await explained.get(run.id))?.get(row);
          if (!found) throw new Error(`Row ${row} was not explained`);
          return found;
        }),
      );
    },
    { cacheKeyFn: ({ run, row }) => `${run.id}:${row}` },
  );
}

async function byRow(
  clusterings: Pick<ClusteringAccess, "explain">,
  run: ClusteringRecord,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, Explanation>> {
  const explained = await clusterings.explain(run, rows, signal);
  return new Map(rows.map((row, at) => [row, explained[at]] as const).filter(isPresent));
}

function isPresent(entry: readonly [number, Explanation | undefined]): entry is readonly [number, Explanation] {
  return entry[1] !== undefined;
}
