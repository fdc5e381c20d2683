import { cpSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import type { Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";
import { newDataDir, ServerProcess } from "../support/server-process.js";

/** Each round starts a process, which takes a while on a busy machine. */
const TIMEOUT_MS = 240_000;
const STAGES = ["SNAPSHOT", "NEIGHBORS", "FOREST", "CLUSTERS", "LABELS", "LAYOUT", "PUBLISH"];
const INPUT = { projection: { neighbors: 30, epochs: 150 } };
const RECLUSTER = `mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`;
const RESULT = `query ($id: ID) {
  clustering(id: $id) {
    status documentCount clusterCount noiseCount params { minSamples }
    assignments { documentIds labels probabilities outlierScores }
    clusters(first: 100) { edges { node { title size } } }
    projection { columns { x y labels } }
  }
}`;

describe("kill -9 during recluster", () => {
  /** A data directory with documents, and what an undisturbed run makes of them. */
  const ready = newDataDir();
  let undisturbed: Data;
  let server: ServerProcess | undefined;

  beforeAll(async () => {
    server = await ServerProcess.start(ready);
    await server.data(
      `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted } }`,
      {
        documents: newsInputs(1000),
      },
    );
    expect((await server.stop()).code).toBe(0);
    const copy = newDataDir();
    cpSync(ready, copy, { recursive: true });
    server = await ServerProcess.start(copy);
    const { recluster } = await server.data(RECLUSTER, { input: INPUT });
    await server.ended(recluster.id);
    undisturbed = await server.data(RESULT, { id: recluster.id });
    expect(undisturbed.clustering.status).toBe("SUCCEEDED");
    expect(undisturbed.clustering.clusterCount).toBeGreaterThan(5);
    await server.kill();
  }, TIMEOUT_MS);
  afterEach(() => server?.kill());

  /** Kills the server when the run has come to the stage; the stages that had ended by then, as far as was heard. */
  async function killIn(running: ServerProcess, id: string, stage: string): Promise<string[]> {
    for await (const { data } of running.progress(id)) {
      const run = data.clusteringProgress;
      expect(["QUEUED", "RUNNING"]).toContain(run.status);
      if (run.stage !== null && STAGES.indexOf(run.stage) >= STAGES.indexOf(stage)) {
        await running.kill();
        return run.stages.map((report: Data) => report.stage);
      }
    }
    throw new Error(`the run ended before ${stage}`);
  }

  it.each([[["SNAPSHOT"]], [["FOREST", "LAYOUT"]], [["LABELS"]]])(
    "in %j is taken up from the stages that were done, and ends as an undisturbed run does",
    async (stages) => {
      const dataDir = newDataDir();
      cpSync(ready, dataDir, { recursive: true });
      server = await ServerProcess.start(dataDir);
      const { recluster } = await server.data(RECLUSTER, { input: INPUT });
      let done: string[] = [];
      for (const stage of stages) {
        done = await killIn(server, recluster.id, stage);
        server = await ServerProcess.start(dataDir);
      }
      const run = await server.ended(recluster.id);
      expect(run).toMatchObject({ status: "SUCCEEDED", error: null });
      expect(run.stages.map((report: Data) => report.stage)).toEqual(STAGES);
      const cached = run.stages.filter((report: Data) => report.cached).map((report: Data) => report.stage);
      expect(cached).toEqual(expect.arrayContaining(done));
      const { documentIds, ...columns } = (await server.data(RESULT, { id: recluster.id })).clustering.assignments;
      expect(documentIds).toEqual(undisturbed.clustering.assignments.documentIds);
      expect(await server.data(RESULT, { id: recluster.id })).toEqual(undisturbed);
      expect(columns.labels).toHaveLength(1000);
      // The same work is the same run, also after the kill.
      expect((await server.data(RECLUSTER, { input: INPUT })).recluster.id).toBe(recluster.id);
    },
    TIMEOUT_MS,
  );

  it(
    "is given up after the third time, by a typed error, and the server and its documents are there",
    async () => {
      const dataDir = newDataDir();
      cpSync(ready, dataDir, { recursive: true });
      server = await ServerProcess.start(dataDir);
      const { recluster } = await server.data(RECLUSTER, { input: { ...INPUT, projection: { epochs: 5000 } } });
      for (let time = 0; time < 3; time++) {
        await killIn(server, recluster.id, "LAYOUT");
        server = await ServerProcess.start(dataDir);
      }
      expect(await server.ended(recluster.id)).toMatchObject({ status: "FAILED", error: { code: "WORKER_FAILED" } });
      const next = await server.data(RECLUSTER, { input: { ...INPUT, layout: false } });
      expect(await server.ended(next.recluster.id)).toMatchObject({ status: "SUCCEEDED" });
      expect((await server.data(`{ collection { documentCount } }`)).collection.documentCount).toBe(1000);
    },
    TIMEOUT_MS,
  );

  it(
    "is another thing than SIGTERM, which ends in good order, costs the run no attempt, and exits with 0",
    async () => {
      const dataDir = newDataDir();
      cpSync(ready, dataDir, { recursive: true });
      server = await ServerProcess.start(dataDir);
      const { recluster } = await server.data(RECLUSTER, { input: INPUT });
      const waiting = (await server.data(RECLUSTER, { input: { layout: false, minClusterSize: 9 } })).recluster;
      for (let time = 0; time < 3; time++) {
        for await (const { data } of server.progress(recluster.id))
          if (data.clusteringProgress.stage === "LAYOUT") break;
        const ended = await server.stop(time % 2 === 0 ? "SIGTERM" : "SIGINT");
        expect(ended).toMatchObject({ code: 0, stderr: "" });
        server = await ServerProcess.start(dataDir);
      }
      expect(await server.ended(recluster.id)).toMatchObject({ status: "SUCCEEDED" });
      expect(await server.data(RESULT, { id: recluster.id })).toEqual(undisturbed);
      // The run that waited behind it had its turn too.
      expect(await server.ended(waiting.id)).toMatchObject({ status: "SUCCEEDED" });
    },
    TIMEOUT_MS,
  );
});
