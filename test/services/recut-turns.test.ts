import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { ClusteringRecord } from "../../src/runs/run-record.js";
import { MAX_CUTS } from "../../src/services/clustering-cut.js";
import type { ClusteringAccess } from "../../src/services/run-access.js";
import type { Services } from "../../src/services/services.js";
import { ApiHarness } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

describe("recuts", () => {
  let api: ApiHarness;
  let run: ClusteringRecord;
  /** Signals that came with requests for one cluster at least of size 77. */
  const watched: (AbortSignal | undefined)[] = [];

  beforeAll(async () => {
    api = await ApiHarness.open({ services: watchRecuts });
    await api.ingest(newsInputs(200));
    await api.recluster({ layout: false });
    const { id } = await api.services.collections.require("default");
    run = (await api.services.clusterings.newest(id))!;
  });
  afterAll(() => api.close());

  function watchRecuts(services: Services): Services {
    const { clusterings } = services;
    const recut: ClusteringAccess["recut"] = async (of, change, signal) => {
      if (change.minClusterSize !== 77) return clusterings.recut(of, change, signal);
      watched.push(signal);
      return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
    };
    const own = Object.assign(Object.create(clusterings) as typeof clusterings, { recut });
    return { ...services, clusterings: bound(own, clusterings) };
  }

  it("wait in a queue that has an end, and are taken again afterwards", async () => {
    const asked = Array.from({ length: MAX_CUTS + 2 }, (_, at) =>
      api.services.clusterings.recut(run, { minClusterSize: 2 + (at % 9) }),
    );
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(MAX_CUTS);
    for (const refused of outcomes.slice(MAX_CUTS))
      expect(refused).toMatchObject({ status: "rejected", reason: { code: "QUEUE_FULL" } });
    expect((await api.services.clusterings.recut(run, {})).clusterCount).toBe(run.summary?.clusterCount);
  });

  it("end when their client goes, at work or waiting, and leave the others alone", async () => {
    const clients = [new AbortController(), new AbortController()] as const;
    const cuts = clients.map(({ signal }, at) =>
      // Other minSamples, so that there is a graph to read first.
      api.services.clusterings.recut(run, { minSamples: 4 + at }, signal),
    );
    const other = api.services.clusterings.recut(run, { minClusterSize: 5 });
    await new Promise((resolve) => setImmediate(resolve));
    for (const client of clients) client.abort();
    for (const cut of cuts) await expect(cut).rejects.toMatchObject({ name: "AbortError" });
    expect((await other).params.minClusterSize).toBe(5);
  });

  it("hear of it through the API", async () => {
    const client = new AbortController();
    const query = `{ clustering { recut(minClusterSize: 77) { clusterCount } } }`;
    const request = fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await vi.waitUntil(() => watched.length === 1);
    client.abort();
    await expect(request).rejects.toThrow();
    await vi.waitUntil(() => watched[0]?.aborted);
  });
});

/** Calls go to `target` itself, whose private members a copy does not have. */
function bound<T extends object>(own: T, target: T): T {
  return new Proxy(own, {
    get(over, name) {
      const member: unknown = Object.hasOwn(over, name) ? Reflect.get(over, name) : Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
