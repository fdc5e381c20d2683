import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TopographError } from "../../src/errors.js";
import type { Services } from "../../src/services/services.js";
import { ApiHarness, type Data } from "../support/api-harness.js";

const SECRET = "connect ECONNREFUSED 10.1.2.3:19530 /srv/secret/store.db token=hunter2";

/** Services of which some fail as only a bug or a broken machine makes them. */
function faulty(services: Services): Services {
  const { documents, server, collections } = services;
  return {
    ...services,
    documents: Object.assign(Object.create(documents) as typeof documents, {
      page: () => Promise.reject(Object.assign(new Error(SECRET), { code: "ECONNREFUSED", path: "/srv/secret" })),

      get: () => Promise.reject(SECRET),
    }),
    server: Object.assign(Object.create(server) as typeof server, {
      queueLength: () => {
        throw new TypeError(SECRET);
      },
      health: () => Promise.resolve({ ok: "maybe", detail: null }),
    }),
    collections: Object.assign(Object.create(collections) as typeof collections, {
      count: () =>
        Promise.reject(
          new TopographError(
            "UPSTREAM_TIMEOUT",
            "The store did not answer in time.",
            { retryable: true },
            { cause: new Error(SECRET) },
          ),
        ),
    }),
  };
}

describe("a fault inside the server", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open({ services: faulty });
    await api.ingest([{ key: "a", text: "x" }]);
  });
  afterAll(() => api.close());

  it.each([
    ["an error with an address and a path", "{ documents { totalCount } }"],
    ["something thrown that is no error", `{ document(key: "a") { key } }`],
    ["an error thrown at once", "{ server { queueLength } }"],
    ["a value of the wrong type", "{ server { health { ok } } }"],
    ["nothing where there must be something", "{ server { health { detail } } }"],
  ])("such as %s reaches clients as an id only, which the log knows, over HTTP and WebSocket", async (_name, query) => {
    const answer = await api.ask(query);
    const [error] = answer.errors ?? [];
    const id = String(error?.extensions["id"]);
    expect(answer.status).toBe(200);
    expect(error).toMatchObject({
      message: `Internal error (id ${id})`,
      extensions: { code: "INTERNAL_SERVER_ERROR" },
    });
    expect(Object.keys(error?.extensions ?? {}).sort()).toEqual(["code", "id"]);
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(answer)).not.toMatch(/10\.1\.2\.3|secret|hunter2|ECONNREFUSED|stack/);
    expect(api.log.filter((line) => line.includes(id))).toHaveLength(1);
    const overSocket: Data[] = [];
    for await (const result of api.socket().iterate({ query })) overSocket.push(result);
    expect(overSocket[0].errors[0].extensions.code).toBe("INTERNAL_SERVER_ERROR");
    expect(JSON.stringify(overSocket)).not.toMatch(/10\.1\.2\.3|secret|hunter2|ECONNREFUSED|stack/);
  });

  it("is in the log as a whole", async () => {
    const { extensions } = await api.refusal("{ documents { totalCount } }");
    const line = api.log.find((each) => each.includes(String(extensions["id"])));
    expect(line).toContain("10.1.2.3");
    expect(line).toContain("stack");
  });

  it("that has a code of the catalog keeps code, message and details, but not its cause", async () => {
    const answer = await api.ask("{ collections { totalCount } server { version } }");
    expect(answer).toMatchObject({
      data: null,
      errors: [
        { message: "The store did not answer in time.", extensions: { code: "UPSTREAM_TIMEOUT", retryable: true } },
      ],
    });
    expect(JSON.stringify(answer)).not.toMatch(/10\.1\.2\.3|secret/);
  });

  it("leaves the server as it was", async () => {
    expect((await api.data(`{ collection { documentCount } }`)).collection.documentCount).toBe(1);
  });
});

it("tells names that are near to a wrong one, alike over HTTP and WebSocket", async () => {
  const query = "{ documentz { totalCount } }";
  const api = await ApiHarness.open();
  try {
    const { message } = await api.refusal(query);
    expect(message).toContain("Did you mean");
    const overSocket = await api
      .socket()
      .iterate({ query })
      .next()
      .catch((errors: unknown) => errors as Data[]);
    expect((overSocket as Data[])[0].message).toBe(message);
  } finally {
    await api.close();
  }
});
