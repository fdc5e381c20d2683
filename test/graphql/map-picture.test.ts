import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const COUNT = 250;
const LAYOUT = { neighbors: 12, epochs: 60, seed: 7 };

describe("GET /clusterings/:id/map.svg", () => {
  let api: ApiHarness;
  let id: string;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
    id = await api.recluster({ projection: LAYOUT });
  });
  afterAll(() => api.close());

  const get = (run: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${api.url}/clusterings/${run}/map.svg`, init);
  /** Without the headers that fetch adds of its own. */
  const raw = async (headers: Record<string, string>): Promise<IncomingMessage> => {
    const sent = request(`${api.url}/clusterings/${id}/map.svg`, { headers });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return response;
  };
  const faultOf = async (response: Response): Promise<[number, string]> => {
    const { errors } = (await response.json()) as { errors: [{ extensions: { code: string } }] };
    return [response.status, errors[0].extensions.code];
  };

  it("is the run's map with its titles and its noise, under the same policy as every answer", async () => {
    const response = await get(id);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const svg = await response.text();
    const { clustering } = await api.data(
      "query ($id: ID) { clustering(id: $id) { noiseCount clusterCount clusters(first: 1) { edges { node { id title } } } } }",
      { id },
    );
    expect(svg).toContain(`${COUNT} documents · ${clustering.clusterCount} cluster`);
    expect(svg).toContain(`(${clustering.noiseCount} document`);

    const again = await raw({ "if-none-match": response.headers.get("etag") ?? "" });
    expect(again.statusCode).toBe(304);
    const { id: largest } = clustering.clusters.edges[0].node;
    await api.data('mutation ($id: ID!) { renameCluster(id: $id, title: "A <b> & c") { id } }', { id: largest });
    expect(await (await get(id)).text()).toContain("A &lt;b&gt; &amp; c");
  });
  it("answers what names no run with NOT_FOUND", async () => {
    const collection = (await api.data("{ collection { id } }")).collection.id as string;
    for (const wrong of ["no-id", collection, Buffer.from("r:none").toString("base64url"), "%2e%2e"]) {
      expect(await faultOf(await get(wrong))).toEqual([404, "NOT_FOUND"]);
    }
  });
  it("answers a run without a map with NOT_FOUND, and what to do", async () => {
    const response = await get(await api.recluster({ layout: false }));
    const { errors } = (await response.json()) as { errors: [{ message: string; extensions: { code: string } }] };
    expect([response.status, errors[0].extensions.code]).toEqual([404, "NOT_FOUND"]);
    expect(errors[0].message).toContain("recluster with a layout");
  });
  it("is not for other names of the server, nor for other methods", async () => {
    const response = await raw({ host: "evil.example" });
    expect([response.statusCode, await text(response)]).toEqual([421, expect.stringContaining("BAD_REQUEST")]);
    expect(await faultOf(await get(id, { method: "POST" }))).toEqual([404, "NOT_FOUND"]);
  });
});
