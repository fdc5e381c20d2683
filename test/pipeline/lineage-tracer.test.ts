import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqliteConnection } from "../../src/database/sqlite-connection.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

const DOCUMENTS = newsDocuments(500);
const ID = "c-news";

describe("the history of topics", () => {
  let harness: PipelineHarness;
  let runs: ClusteringRecord[];

  beforeEach(async () => {
    harness = await PipelineHarness.open();
    const collection = await harness.createCollection("news", NEWS_DIMENSION);
    runs = [];
    for (const count of [300, 400, 500]) {
      await harness.write(collection, DOCUMENTS.slice(count === 300 ? 0 : count - 100, count));
      runs.push(await harness.run({ collection: "news", layout: false }));
    }
  });
  afterEach(() => harness.close());

  const history = async () => ({
    lineages: await Promise.all(runs.map(({ id }) => harness.lineages.lineagesOf(id))),
    changes: (await harness.lineages.listChanges(ID, { limit: 10_000 })).map(({ number: _, ...change }) => change),
  });
  /** Closes the harness, changes the database, and opens it again. */
  const reopen = async (sql: string): Promise<void> => {
    const { directory } = harness;
    await harness.close({ keep: true });
    const database = new SqliteConnection(join(directory, "runs.db"));
    for (const statement of sql.split(";")) database.execute(statement);
    database.close();
    harness = await PipelineHarness.open({ directory });
  };

  it("is made up for where runs have no place in it yet, and is the same then", async () => {
    const made = await history();
    expect(made.changes.length).toBeGreaterThan(runs.length);
    expect(made.lineages.every((lineages) => (lineages?.length ?? 0) > 5)).toBe(true);

    // As a database of before there were lineages.
    await reopen(
      "delete from topic_changes; delete from cluster_lineages; delete from lineages; delete from run_traces",
    );
    expect((await history()).changes).toEqual([]);
    await Promise.all([harness.tracer.catchUp(ID), harness.tracer.catchUp(ID)]);
    expect(await history()).toEqual(made);

    // As after a crash between the publication of the last run and its trace.
    const [, , last] = runs;
    await reopen(`delete from run_traces where clustering_id = '${last?.id}';
      delete from cluster_lineages where clustering_id = '${last?.id}';
      delete from topic_changes where clustering_id = '${last?.id}'`);
    await harness.tracer.catchUp(ID);
    expect(await history()).toEqual(made);
  });

  it("goes on without a run whose artifacts are damaged", async () => {
    const [first, second, third] = runs;
    const made = await history();
    await reopen(`delete from topic_changes; delete from cluster_lineages; delete from lineages; delete from run_traces;
      delete from artifacts where key = '${second?.artifacts.clusters}'`);
    await harness.tracer.catchUp(ID);
    const [one, two, three] = (await history()).lineages;
    expect(one).toEqual(made.lineages[0]);
    expect(two).toBeNull();
    const ids = new Set(one?.map(({ lineageId }) => lineageId));
    expect(three?.some(({ lineageId }) => ids.has(lineageId))).toBe(true);
    const told = await harness.lineages.listChanges(ID, { limit: 10_000 });
    expect(new Set(told.map(({ runId }) => runId))).toEqual(new Set([first?.id, third?.id]));
  });
});
