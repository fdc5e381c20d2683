import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Answer, type Data } from "../support/api-harness.js";
import { milvusConfig } from "../support/milvus-config.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { type ProxyMode, TcpProxy } from "../store/milvus/tcp-proxy.js";

/** A run that waits must not wait long here. */
export const PATIENCE = { tries: 200, firstPauseMs: 50, longestPauseMs: 200 };
export const UPSTREAM = expect.stringMatching(/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/) as string;
export const NEWS = newsDocuments(200).map(({ key, title, text, vector }) => ({
  key,
  title,
  text,
  vector: [...vector],
}));
export const CREATE = `mutation { createCollection(input: { name: "news", dimension: ${NEWS_DIMENSION} }) { id } }`;

/** What comes from Milvus, between what does not. */
export const READS = `query ($id: ID!, $vector: [Float!]!) {
  before: clustering(id: $id) { clusterCount noiseShare }
  collection(name: "news") {
    name revision documentCount
    clustering { id }
    clusterings(first: 5) { edges { node { status } } }
    documents(first: 2) { edges { node { key } } }
  }
  documents(collection: "news", first: 5) { totalCount edges { node { key neighbors(k: 3) { distance document { key } } } } }
  search(collection: "news", vector: $vector, k: 3) { document { key } }
  clustering(id: $id) {
    clusters(first: 3) { edges { node { title size center { x y } members(first: 3) { edges { node { key probability stale document { title } } } } } } }
    noise(first: 2) { edges { node { key } } }
    assignments { documentIds labels probabilities }
    projection { columns { x y labels } }
  }
}`;
export const VARIABLES = { vector: NEWS[0]!.vector };
const OF_MILVUS = new Set(["documentCount", "documents", "search", "stale", "document"]);

/** An answer with what comes from Milvus taken for unknown. */
export function withoutMilvus(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMilvus);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, OF_MILVUS.has(name) ? null : withoutMilvus(part)]),
  );
}

/**
 * Every part that needs Milvus is null and has an error, every other part is there.
 *
 * @param mayPass some of Milvus's answers may have come through
 */
export function expectRest({ data, errors = [] }: Answer, whole: Data, mayPass = false): void {
  const failed = new Set(errors.map(({ path }) => String(path?.at(-1))));
  expect(withoutMilvus(data)).toEqual(withoutMilvus(whole));
  if (mayPass) {
    expect(failed.size).toBeGreaterThan(0);
  } else {
    expect(data).toEqual(withoutMilvus(whole));
    expect([...failed].sort()).toEqual([...OF_MILVUS].sort());
  }
  for (const { message, extensions } of errors) {
    expect(extensions["code"]).toEqual(UPSTREAM);
    expect(message).not.toMatch(/127\.0\.0\.1|:\d{2,}|ECONN/);
  }
}

/** What clients of the API get while a network does this and that to a Milvus of any kind. */
export function milvusFaults(name: string, deadlineMs: number, start: () => Promise<{ port: number }>): void {
  describe(`the API before a network that fails to ${name}`, () => {
    let proxy: TcpProxy;
    let api: ApiHarness;
    let run: string;
    let whole: Data;
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    const settings = () => ({ milvus: { ...milvusConfig(proxy.uri), deadlineMs }, patience: PATIENCE });

    beforeAll(async () => {
      process.on("unhandledRejection", note);
      proxy = await TcpProxy.before((await start()).port);
      api = await ApiHarness.open(settings());
      await api.data(CREATE);
      await api.ingest(NEWS, "news");
      run = await api.recluster({ collection: "news" });
      whole = await api.data(READS, { ...VARIABLES, id: run });
    });
    afterAll(async () => {
      await recovered();
      await api.data(`mutation { dropCollection(name: "news") }`);
      await api.close();
      await proxy.close();
      process.off("unhandledRejection", note);
      expect(unhandled).toEqual([]);
    });

    async function recovered(): Promise<void> {
      await proxy.become({ kind: "pass" });
      // Not by expect.poll, which works inside tests only.
      while (!(await api.data(`{ server { health { ok } } }`)).server.health.ok) await sleep(50);
    }

    const assignments = async (id: string): Promise<Data> =>
      (await api.data(`query ($id: ID!) { clustering(id: $id) { assignments { labels probabilities } } }`, { id }))
        .clustering.assignments;

    const faults: ProxyMode[] = [
      { kind: "refuse" },
      { kind: "reset" },
      { kind: "black hole" },
      { kind: "delay", milliseconds: 2 * deadlineMs },
      { kind: "cut", bytes: 0 },
      { kind: "slow", bytesPerSecond: 1 },
    ];
    describe.each(faults)("$kind", (fault) => {
      it("reads: what is not in Milvus is answered, the rest has an error each", { timeout: 120_000 }, async () => {
        await proxy.become(fault);
        // The half of what comes together may be the whole of one answer.
        expectRest(await api.ask(READS, { ...VARIABLES, id: run }), whole, fault.kind === "cut");
        await recovered();
        expect(await api.data(READS, { ...VARIABLES, id: run })).toEqual(whole);
      });

      it("ingest: nothing is acknowledged, and the same request later completes it", { timeout: 120_000 }, async () => {
        const rows = NEWS.slice(0, 20).map((row) => ({ ...row, text: `${row.text}, ${fault.kind}` }));
        const send = `mutation ($documents: [DocumentInput!]!) {
          ingestDocuments(collection: "news", documents: $documents, idempotencyKey: "${fault.kind}") { inserted updated unchanged rejected { code } }
        }`;
        await proxy.become(fault);
        expect((await api.refusal(send, { documents: rows })).code).toEqual(UPSTREAM);
        await recovered();
        const { ingestDocuments } = await api.data(send, { documents: rows });
        expect(ingestDocuments).toMatchObject({ inserted: 0, rejected: [] });
        expect(ingestDocuments.updated + ingestDocuments.unchanged).toBe(20);
        await api.ingest(NEWS.slice(0, 20), "news");
        whole = await api.data(READS, { ...VARIABLES, id: run });
      });

      it("recluster: the run waits, and goes on when Milvus is back", { timeout: 120_000 }, async () => {
        api.log.splice(0);
        // So slow that the scan is under way when the request is answered.
        await proxy.become({ kind: "delay", milliseconds: deadlineMs / 4 });
        const id = await api.start({ collection: "news", layout: false });
        await proxy.become(fault);
        await expect
          .poll(() => api.log.filter((line) => line.includes("The store is away")).length, { timeout: 60_000 })
          .toBeGreaterThan(1);
        const status = `query ($id: ID!) { clustering(id: $id) { status stage } }`;
        expect((await api.data(status, { id })).clustering).toEqual({ status: "RUNNING", stage: "SNAPSHOT" });
        await recovered();
        expect(await api.ended(id)).toMatchObject({ status: "SUCCEEDED", error: null });
        expect(await assignments(id)).toEqual(await assignments(run));
        whole = await api.data(READS, { ...VARIABLES, id: run });
      });
    });

    it("once it is known to be dead it costs requests nothing", { timeout: 60_000 }, async () => {
      await proxy.become({ kind: "black hole" });
      const ask = (): Promise<Answer> => api.ask(`{ documents(collection: "news", first: 1) { totalCount } }`);
      await ask();
      await sleep(1500);
      // If each had to find out for itself, two hundred would take minutes.
      const times: number[] = [];
      for (let request = 0; request < 200; request++) {
        const started = performance.now();
        expect((await ask()).errors?.[0]?.extensions["code"]).toEqual(UPSTREAM);
        times.push(performance.now() - started);
      }
      times.sort((a, b) => a - b);
      console.log(`${name}, dead: p50 ${times[100]!.toFixed(1)} ms, p99 ${times[198]!.toFixed(1)} ms a request`);
      await recovered();
    });

    it("a run can be canceled while it waits", { timeout: 60_000 }, async () => {
      await proxy.become({ kind: "delay", milliseconds: deadlineMs / 4 });
      const id = await api.start({ collection: "news", layout: false });
      await proxy.become({ kind: "refuse" });
      const cancel = `mutation ($id: ID!) { cancelClustering(id: $id) { status } }`;
      expect((await api.data(cancel, { id })).cancelClustering.status).toBe("CANCELLED");
      await recovered();
    });

    it(
      "a server that starts meanwhile serves its runs, and the documents as soon as Milvus is there",
      { timeout: 120_000 },
      async () => {
        whole = await api.data(READS, { ...VARIABLES, id: run });
        await api.close({ keep: true });
        await proxy.become({ kind: "refuse" });
        api = await ApiHarness.open({ directory: api.directory, ...settings() });
        expectRest(await api.ask(READS, { ...VARIABLES, id: run }), whole);
        await recovered();
        expect(await api.data(READS, { ...VARIABLES, id: run })).toEqual(whole);
      },
    );

    it(
      "a run that waits too long fails with the reason, and the next one is not hindered",
      { timeout: 120_000 },
      async () => {
        await api.close({ keep: true });
        const patience = { tries: 2, firstPauseMs: 10, longestPauseMs: 10 };
        api = await ApiHarness.open({ directory: api.directory, ...settings(), patience });
        await api.ask(`{ documents(collection: "news") { totalCount } }`);
        await proxy.become({ kind: "delay", milliseconds: deadlineMs / 4 });
        const id = await api.start({ collection: "news", layout: false });
        await proxy.become({ kind: "refuse" });
        const { status, error } = await api.ended(id);
        expect([status, error?.code]).toEqual(["FAILED", UPSTREAM]);
        expect(error?.message).toMatch(/^Milvus/);
        await recovered();
        expect(await assignments(await api.recluster({ collection: "news", layout: false }))).toEqual(
          await assignments(run),
        );
      },
    );
  });
}
