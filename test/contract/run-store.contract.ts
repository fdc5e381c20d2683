import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CollectionRecord } from "../../src/runs/collection-record.js";
import type { ClusteringRecord, RunStatus } from "../../src/runs/run-record.js";
import type { RunPage, RunStore } from "../../src/runs/run-store.js";
import { byUtf8 } from "../oracle/brute-force-search.js";
import { madeClustering, madeCollection, madeProjection } from "./made-runs.js";

export interface RunsUnderTest {
  readonly runs: RunStore;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<RunStore>;
  cleanUp(): Promise<void>;
}

const NOT_FOUND = { code: "NOT_FOUND" };
const CONFLICT = { code: "CONFLICT" };

/** What every RunStore promises. */
export function runStoreContract(name: string, open: () => Promise<RunsUnderTest>): void {
  describe(name, () => {
    let underTest: RunsUnderTest;
    let runs: RunStore;
    beforeAll(async () => {
      underTest = await open();
      runs = underTest.runs;
    });
    afterAll(() => underTest.cleanUp());

    async function newCollection(parts: Partial<CollectionRecord> = {}): Promise<CollectionRecord> {
      const collection = madeCollection(parts);
      await runs.createCollection(collection);
      return collection;
    }

    describe("collections", () => {
      test("come back as they went in, by id and by name", async () => {
        for (const parts of [
          {},
          { model: null, readOnly: true },
          { model: { name: "b", dtype: "fp32", pooling: "cls" as const, prefix: "query: " } },
        ]) {
          const collection = await newCollection(parts);
          expect(await runs.collectionById(collection.id)).toEqual(collection);
          expect(await runs.collectionByName(collection.name)).toEqual(collection);
        }
        expect(await runs.collectionById("none")).toBeNull();
        expect(await runs.collectionByName("none")).toBeNull();
      });

      test("have names of their own", async () => {
        const { name } = await newCollection();
        const outcomes = await Promise.allSettled([1, 2, 3].map(() => runs.createCollection(madeCollection({ name }))));
        for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: CONFLICT });
      });

      test("are listed in pages by the UTF-8 bytes of their names", async () => {
        const before = await runs.countCollections();
        const names = ["zz", "é", "\uffff", "😀", "Z", "a\u0000"].map((text) => `\u{10000}${text}`);
        for (const name of names) await newCollection({ name });
        expect(await runs.countCollections()).toBe(before + names.length);
        const seen: string[] = [];
        for (let after: string | undefined; ;) {
          const page = await runs.listCollections({ limit: 2, ...(after === undefined ? {} : { after }) });
          seen.push(...page.map((collection) => collection.name));
          if (page.length < 2) break;
          after = page.at(-1)!.name;
        }
        expect(seen).toEqual([...seen].sort(byUtf8));
        expect(seen.slice(-names.length)).toEqual([...names].sort(byUtf8));
        expect(seen).toHaveLength(before + names.length);
      });

      test("move to another store with all that is known of them", async () => {
        const collection = await newCollection({ revision: 3, store: "EMBEDDED" });
        await runs.moveCollection(collection.id, "MILVUS");
        expect(await runs.collectionById(collection.id)).toEqual({ ...collection, store: "MILVUS" });
        // Others may have written to what was in Milvus.
        await runs.moveCollection(collection.id, "EMBEDDED");
        expect(await runs.collectionById(collection.id)).toEqual({ ...collection, revision: 4 });
        await expect(runs.moveCollection("none", "MILVUS")).rejects.toMatchObject(NOT_FOUND);
      });

      test("count their revisions without losing one", async () => {
        const { id } = await newCollection({ revision: 5 });
        const revisions = await Promise.all(Array.from({ length: 20 }, () => runs.bumpRevision(id)));
        expect(revisions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => 6 + index));
        expect((await runs.collectionById(id))?.revision).toBe(25);
        await expect(runs.bumpRevision("none")).rejects.toMatchObject(NOT_FOUND);
      });

      test("go with their runs and projections, and leave those of others", async () => {
        const [gone, kept] = [await newCollection(), await newCollection()];
        const [goneRun, keptRun] = [madeClustering(gone.id), madeClustering(kept.id)];
        const projection = madeProjection(gone.id);
        await runs.insertClustering(goneRun);
        await runs.insertClustering(keptRun);
        await runs.insertProjection(projection);
        await runs.deleteCollection(gone.id);
        await runs.deleteCollection(gone.id);
        await runs.deleteCollection("none");
        expect(await runs.collectionById(gone.id)).toBeNull();
        expect(await runs.droppedCollections()).toEqual([gone.id]);
        expect(await runs.storeOf(gone.id)).toBe(gone.store);
        await runs.forgetDropped(gone.id);
        expect(await runs.droppedCollections()).toEqual([]);
        expect(await runs.storeOf(gone.id)).toBeNull();
        expect(await runs.clusteringById(goneRun.id)).toBeNull();
        expect(await runs.projectionById(projection.id)).toBeNull();
        expect(await runs.clusteringById(keptRun.id)).toEqual(keptRun);
        await runs.createCollection({ ...madeCollection(), name: gone.name });
      });
    });

    describe("clusterings", () => {
      test("come back as they went in, and change only where told", async () => {
        const { id } = await newCollection();
        const run = madeClustering(id);
        await runs.insertClustering(run);
        expect(await runs.clusteringById(run.id)).toEqual(run);
        const change: Partial<ClusteringRecord> = {
          status: "RUNNING",
          stage: "NEIGHBORS",
          progress: 0.25,
          startedAt: 5,
          attempts: 1,
          artifacts: { ...run.artifacts, rows: "r" },
          stages: [{ stage: "SNAPSHOT", seconds: 0.5, by: "PROCESS", cached: false, peakMemoryBytes: 1e9 }],
          warnings: [{ code: "HIGH_NOISE", message: "m", suggestion: { minSamples: 1 } }],
          summary: { documentCount: 3, clusterCount: 1, noiseCount: 0 },
          error: { code: "CANCELLED", message: "x" },
        };
        expect(await runs.updateClustering(run.id, change)).toEqual({ ...run, ...change });
        expect(await runs.clusteringById(run.id)).toEqual({ ...run, ...change });
        expect(await runs.updateClustering(run.id, { error: null, summary: null })).toMatchObject({
          error: null,
          summary: null,
          progress: 0.25,
        });
        expect(await runs.updateClustering(run.id, {})).toMatchObject({ id: run.id, progress: 0.25 });
        await expect(runs.updateClustering("none", { progress: 1 })).rejects.toMatchObject(NOT_FOUND);
        expect(await runs.clusteringById("none")).toBeNull();
      });

      test("one idempotency key of a collection makes one run, however often it is sent", async () => {
        const [a, b] = [await newCollection(), await newCollection()];
        const sent = Array.from({ length: 20 }, () => madeClustering(a.id, { idempotencyKey: "once" }));
        const outcomes = await Promise.allSettled(sent.map((run) => runs.insertClustering(run)));
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        for (const outcome of outcomes)
          if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(CONFLICT);
        const inserted = sent[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
        expect(await runs.clusteringByIdempotencyKey(a.id, "once")).toEqual(inserted);
        expect(await runs.clusteringByIdempotencyKey(b.id, "once")).toBeNull();
        await runs.insertClustering(madeClustering(b.id, { idempotencyKey: "once" }));
        await runs.insertClustering(madeClustering(a.id));
        await runs.insertClustering(madeClustering(a.id));
        expect(await runs.countClusterings(a.id)).toBe(3);
      });

      test("equal work is found while it waits, runs or has succeeded, not after it failed or was cancelled", async () => {
        const { id } = await newCollection();
        const find = async (): Promise<string | undefined> => (await runs.clusteringByWorkKey(id, "work"))?.id;
        expect(await find()).toBeUndefined();
        const statuses: RunStatus[] = ["SUCCEEDED", "QUEUED", "RUNNING", "FAILED", "CANCELLED"];
        let expected: string | undefined;
        for (const [index, status] of statuses.entries()) {
          const run = madeClustering(id, { workKey: "work", status, requestedAt: index });
          await runs.insertClustering(run);
          if (status !== "FAILED" && status !== "CANCELLED") expected = run.id;
          expect(await find()).toBe(expected);
        }
        await runs.insertClustering(madeClustering(id, { workKey: "other", status: "SUCCEEDED", requestedAt: 100 }));
        expect(await find()).toBe(expected);
      });

      test("are listed newest first, by time and id, without gaps or repeats", async () => {
        const { id } = await newCollection();
        const other = await newCollection();
        const all = Array.from({ length: 12 }, (_, index) =>
          madeClustering(id, { requestedAt: Math.floor(index / 4), status: index % 2 ? "FAILED" : "SUCCEEDED" }),
        );
        for (const run of all) await runs.insertClustering(run);
        await runs.insertClustering(madeClustering(other.id));
        const expected = [...all].sort((a, b) => b.requestedAt - a.requestedAt || byUtf8(b.id, a.id));
        const seen: ClusteringRecord[] = [];
        for (let page: RunPage = { limit: 5 }; ;) {
          const found = await runs.listClusterings(id, page);
          seen.push(...found);
          if (found.length < 5) break;
          const last = found.at(-1)!;
          page = { limit: 5, after: { time: last.requestedAt, id: last.id } };
        }
        expect(seen).toEqual(expected);
        expect(await runs.listClusterings(id, { limit: 500 })).toEqual(expected);
        expect(await runs.countClusterings(id)).toBe(12);
        for (const status of ["FAILED", "SUCCEEDED"] as const) {
          expect(await runs.newestClustering(id, status)).toEqual(expected.find((run) => run.status === status));
        }
        expect(await runs.newestClustering(id, "RUNNING")).toBeNull();
      });

      test("the unfinished ones of all collections come oldest first", async () => {
        const [a, b] = [await newCollection(), await newCollection()];
        const early = madeClustering(b.id, { status: "RUNNING", requestedAt: -10 });
        const late = madeClustering(a.id, { status: "QUEUED", requestedAt: -5 });
        for (const run of [late, early, madeClustering(a.id, { status: "FAILED", requestedAt: -20 })])
          await runs.insertClustering(run);
        expect((await runs.unfinishedClusterings()).slice(0, 2)).toEqual([early, late]);
        await runs.updateClustering(early.id, { status: "FAILED" });
        expect((await runs.unfinishedClusterings())[0]).toEqual(late);
      });

      test("can be deleted once", async () => {
        const { id } = await newCollection();
        const run = madeClustering(id);
        await runs.insertClustering(run);
        expect(await runs.deleteClustering(run.id)).toBe(true);
        expect(await runs.deleteClustering(run.id)).toBe(false);
        expect(await runs.clusteringById(run.id)).toBeNull();
      });

      test("leave their layout to the first other run that uses it when deleted", async () => {
        const { id } = await newCollection();
        const [own, later, first] = [1, 3, 2].map((requestedAt) => ({ ...madeClustering(id), requestedAt }));
        const projection = { ...madeProjection(id), clusteringId: own!.id };
        await runs.insertProjection(projection);
        for (const run of [own!, later!, first!]) await runs.insertClustering({ ...run, projectionId: projection.id });
        for (const [gone, heir] of [
          [own!, first!],
          [first!, later!],
          [later!, later!],
        ] as const) {
          await runs.deleteClustering(gone.id);
          expect((await runs.projectionById(projection.id))?.clusteringId).toBe(heir.id);
        }
      });
    });

    describe("projections", () => {
      test("come back as they went in, change, and are one for each layout", async () => {
        const { id } = await newCollection();
        const projection = madeProjection(id);
        await runs.insertProjection(projection);
        expect(await runs.projectionById(projection.id)).toEqual(projection);
        expect(await runs.projectionByLayoutKey(id, projection.layoutKey)).toEqual(projection);
        expect(await runs.projectionByLayoutKey(randomUUID(), projection.layoutKey)).toBeNull();
        await expect(
          runs.insertProjection(madeProjection(id, { layoutKey: projection.layoutKey })),
        ).rejects.toMatchObject(CONFLICT);
        const change = {
          status: "FAILED" as const,
          progress: 0.75,
          error: { code: "WORKER_FAILED" as const, message: "m" },
        };
        expect(await runs.updateProjection(projection.id, change)).toEqual({ ...projection, ...change });
        await expect(runs.updateProjection("none", change)).rejects.toMatchObject(NOT_FOUND);
      });

      test("are listed newest first", async () => {
        const { id } = await newCollection();
        const all = Array.from({ length: 7 }, (_, index) =>
          madeProjection(id, { createdAt: Math.floor(index / 3), status: index === 5 ? "RUNNING" : "SUCCEEDED" }),
        );
        for (const projection of all) await runs.insertProjection(projection);
        const expected = [...all].sort((a, b) => b.createdAt - a.createdAt || byUtf8(b.id, a.id));
        const first = await runs.listProjections(id, { limit: 3 });
        const rest = await runs.listProjections(id, {
          limit: 100,
          after: { time: first[2]!.createdAt, id: first[2]!.id },
        });
        expect([...first, ...rest]).toEqual(expected);
        expect(await runs.countProjections(id)).toBe(7);
        expect(await runs.newestProjection(id, "SUCCEEDED")).toEqual(
          expected.find(({ status }) => status === "SUCCEEDED"),
        );
        expect(await runs.newestProjection(id, "CANCELLED")).toBeNull();
      });

      test("a deleted one is shown by no run any more", async () => {
        const { id } = await newCollection();
        const projection = madeProjection(id);
        const run = madeClustering(id, { projectionId: projection.id });
        await runs.insertProjection(projection);
        await runs.insertClustering(run);
        expect(await runs.deleteProjection(projection.id)).toBe(true);
        expect(await runs.deleteProjection(projection.id)).toBe(false);
        expect((await runs.clusteringById(run.id))?.projectionId).toBeNull();
      });
    });

    describe("publish", () => {
      async function runningWork(
        parts: Partial<ClusteringRecord> = {},
      ): Promise<{ run: ClusteringRecord; projectionId: string }> {
        const { id } = await newCollection();
        const projection = madeProjection(id);
        const run = madeClustering(id, { status: "RUNNING", stage: "PUBLISH", progress: 0.9, ...parts });
        await runs.insertClustering(run);
        await runs.insertProjection(projection);
        return { run, projectionId: projection.id };
      }

      test("turns the run and its projection to SUCCEEDED together", async () => {
        const { run, projectionId } = await runningWork();
        const summary = { documentCount: 9, clusterCount: 2, noiseCount: 1 };
        const expected = { ...run, status: "SUCCEEDED", progress: 1, projectionId, summary, finishedAt: 77 };
        expect(await runs.publish({ id: run.id, summary, finishedAt: 77 }, projectionId)).toEqual(expected);
        expect(await runs.clusteringById(run.id)).toEqual(expected);
        expect(await runs.projectionById(projectionId)).toMatchObject({ status: "SUCCEEDED", progress: 1 });
      });

      test("without a layout publishes the run alone", async () => {
        const { run, projectionId } = await runningWork();
        expect(await runs.publish({ id: run.id }, null)).toMatchObject({ status: "SUCCEEDED", projectionId: null });
        expect(await runs.projectionById(projectionId)).toMatchObject({ status: "RUNNING", progress: 0.5 });
      });

      test("changes nothing where one of the two does not exist", async () => {
        const { run, projectionId } = await runningWork();
        await expect(runs.publish({ id: run.id }, "none")).rejects.toMatchObject(NOT_FOUND);
        expect(await runs.clusteringById(run.id)).toEqual(run);
        await expect(runs.publish({ id: "none" }, projectionId)).rejects.toMatchObject(NOT_FOUND);
        expect(await runs.projectionById(projectionId)).toMatchObject({ status: "RUNNING" });
      });

      test.each(["CANCELLED", "FAILED", "SUCCEEDED"] as const)("refuses a run that is %s already", async (status) => {
        const { run, projectionId } = await runningWork({ status });
        await expect(runs.publish({ id: run.id }, projectionId)).rejects.toMatchObject(CONFLICT);
        expect(await runs.clusteringById(run.id)).toEqual(run);
        expect(await runs.projectionById(projectionId)).toMatchObject({ status: "RUNNING" });
      });
    });

    test("everything is there after reopening", async () => {
      const collection = await newCollection();
      const run = madeClustering(collection.id, { idempotencyKey: "k" });
      const projection = madeProjection(collection.id);
      await runs.insertClustering(run);
      await runs.insertProjection(projection);
      runs = await underTest.reopen();
      expect(await runs.collectionById(collection.id)).toEqual(collection);
      expect(await runs.clusteringById(run.id)).toEqual(run);
      expect(await runs.projectionById(projection.id)).toEqual(projection);
    });
  });
}
