import { describe, expect, it } from "vitest";
import { GraphqlClient } from "../../src/cli/client/graphql-client.js";
import type { DocumentBatch } from "../../src/cli/ingest/document-batches.js";
import { sendBatch } from "../../src/cli/ingest/send-batch.js";
import type { DocumentInput } from "../../src/cli/operations.generated.js";
import { answer, scriptedServer } from "./support/scripted-server.js";

function batchOf(count: number): DocumentBatch {
  const at = Array.from({ length: count }, (_, index) => index);
  return {
    documents: at.map((index) => ({ key: `k${index}`, text: `text ${index}` })),
    lines: at.map((index) => index + 2),
  };
}

const retries: number[] = [];
const options = {
  collection: "news",
  signal: new AbortController().signal,
  onRetry: (_error: unknown, pause: number) => void retries.push(pause),
  pauses: [1, 2, 3],
};

const keysOf = (variables: Record<string, unknown>): (string | null | undefined)[] =>
  (variables["documents"] as DocumentInput[]).map(({ key }) => key);
const inserted = (count: number, rejected: unknown[] = []): unknown => ({
  data: { ingestDocuments: { inserted: count, updated: 0, unchanged: 0, revision: 1, rejected } },
});

describe("sendBatch", () => {
  it("maps the rejections of the server back to lines", async () => {
    await using server = await scriptedServer((_request, response) =>
      answer(response, inserted(2, [{ index: 1, key: "k1", code: "TEXT_TOO_LONG", message: "too long" }])),
    );
    const counts = await sendBatch(new GraphqlClient(server.url), batchOf(3), options);
    expect(counts).toEqual({
      inserted: 2,
      updated: 0,
      unchanged: 0,
      rejections: [{ line: 3, key: "k1", code: "TEXT_TOO_LONG", reason: "too long" }],
    });
  });

  it("repeats a request without an answer under the same idempotency key", async () => {
    retries.length = 0;
    await using server = await scriptedServer((_request, response, raw) => {
      const nth = server.requests.length;
      if (nth === 1) raw.socket.destroy();
      else if (nth === 2) response.writeHead(503).end('{"errors":[{"message":"starting"}]}');
      else if (nth === 3) answer(response, { errors: [{ message: "slow", extensions: { code: "UPSTREAM_TIMEOUT" } }] });
      else answer(response, inserted(3));
    });
    expect((await sendBatch(new GraphqlClient(server.url), batchOf(3), options)).inserted).toBe(3);
    expect(retries).toEqual([1, 2, 3]);
    const idempotencyKeys = server.requests.map(({ variables }) => variables["idempotencyKey"]);
    expect(new Set(idempotencyKeys).size).toBe(1);
    expect(idempotencyKeys[0]).toMatch(/^[\da-f-]{36}$/);
  });

  it("gives up after its pauses, and at once on a fault that will not pass", async () => {
    await using dead = await scriptedServer((_request, _response, raw) => raw.socket.destroy());
    await expect(sendBatch(new GraphqlClient(dead.url), batchOf(1), options)).rejects.toMatchObject({ exitCode: 3 });
    expect(dead.requests).toHaveLength(4);
    await using full = await scriptedServer((_request, response) =>
      answer(response, { errors: [{ message: "the disk is full", extensions: { code: "STORAGE_FULL" } }] }),
    );
    await expect(sendBatch(new GraphqlClient(full.url), batchOf(1), options)).rejects.toThrowError(
      "STORAGE_FULL: the disk is full",
    );
    expect(full.requests).toHaveLength(1);
  });

  it.each(["html", "json"])(
    "sends what is too large (%s) in halves, and rejects a document that is too large alone",
    async (form) => {
      await using server = await scriptedServer(({ variables }, response) => {
        const keys = keysOf(variables);
        const tooLarge = keys.length > 2 || keys.includes("k4");
        if (!tooLarge) answer(response, inserted(keys.length));
        else if (form === "html") response.writeHead(413, { "content-type": "text/html" }).end("<h1>413</h1>");
        else
          answer(response, { errors: [{ message: "body too large", extensions: { code: "PAYLOAD_TOO_LARGE" } }] }, 413);
      });
      const counts = await sendBatch(new GraphqlClient(server.url), batchOf(7), options);
      expect(counts.inserted).toBe(6);
      expect(counts.rejections).toMatchObject([{ line: 6, key: "k4", code: "PAYLOAD_TOO_LARGE" }]);
      expect(new Set(server.requests.map(({ variables }) => variables["idempotencyKey"])).size).toBe(
        server.requests.length,
      );
    },
  );

  it("leaves out documents that are no input and sends the rest", async () => {
    await using server = await scriptedServer(({ variables }, response) => {
      const at = keysOf(variables).flatMap((key, index) => (key === "k1" || key === "k3" ? [index] : []));
      const errors = at.map((index) => ({
        message: `Variable "$documents" got invalid value "x" at "documents[${index}].publishedAt"; no date`,
        extensions: { code: "BAD_USER_INPUT" },
      }));
      answer(
        response,
        errors.length > 0 ? { errors } : inserted(keysOf(variables).length),
        errors.length > 0 ? 400 : 200,
      );
    });
    const counts = await sendBatch(new GraphqlClient(server.url), batchOf(5), options);
    expect(counts).toMatchObject({
      inserted: 3,
      rejections: [
        { line: 3, key: "k1" },
        { line: 5, key: "k3" },
      ],
    });
    expect(server.requests).toHaveLength(2);
  });

  it("does not try again what the server refuses as a whole", async () => {
    await using server = await scriptedServer((_request, response) =>
      answer(response, { errors: [{ message: "no such collection", extensions: { code: "NOT_FOUND" } }] }),
    );
    await expect(sendBatch(new GraphqlClient(server.url), batchOf(2), options)).rejects.toThrowError(
      "NOT_FOUND: no such collection",
    );
    expect(server.requests).toHaveLength(1);
  });
});
