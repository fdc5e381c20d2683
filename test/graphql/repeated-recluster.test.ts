import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness } from "../support/api-harness.js";

const RECLUSTER = `mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`;
const input = { idempotencyKey: "nightly", projection: { neighbors: 2 } };
/** On an arc; with the last one the default number of epochs is another. */
const rows = Array.from({ length: 2501 }, (_, at) => ({
  key: `p${at}`,
  text: `point ${at}`,
  vector: [Math.cos(at / 400), Math.sin(at / 400)],
}));

describe("recluster repeated with its idempotencyKey after more documents came", () => {
  let api: ApiHarness;
  let id: string;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(rows.slice(0, 2500));
    id = await api.start(input);
    await api.ingest(rows.slice(2500));
  });
  afterAll(() => api.close());

  it("gives the run that is there, in whatever words the same is said", async () => {
    expect(await api.start(input)).toBe(id);
    const same = { ...input, minSamples: 3, filter: {}, projection: { neighbors: 2, epochs: null } };
    expect(await api.start(same)).toBe(id);
  });

  it("gives it after a restart too", async () => {
    await api.close({ keep: true });
    api = await ApiHarness.open({ directory: api.directory });
    expect(await api.start(input)).toBe(id);
  });

  it("is refused where it asks for something else, if only by naming what was a default", async () => {
    for (const other of [{ projection: { neighbors: 2, epochs: 500 } }, { layout: false }, { minSamples: 4 }]) {
      const refusal = await api.refusal(RECLUSTER, { input: { ...input, ...other } });
      expect(refusal.code).toBe("IDEMPOTENCY_MISMATCH");
    }
  });
});
