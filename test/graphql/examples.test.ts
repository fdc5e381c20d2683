import "reflect-metadata";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Kind, parse, print } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { type RunningServer, startServer } from "../../src/main.js";
import { projectRoot } from "../../src/project-root.js";
import { LargestTopicsDocument, TopicsAsColumnsDocument } from "./examples.generated.js";

const examples = parse(readFileSync(join(projectRoot(), "schema/examples.graphql"), "utf8")).definitions.map(
  (definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) throw new Error("an example is an operation");
    return { name: definition.name?.value ?? "", query: print(definition) };
  },
);

let directory: string;
let server: RunningServer;
const printed: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "topograph-first-start-"));
  const config = readConfig({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "silent" });
  server = await startServer(config, { print: (line) => printed.push(line) });
}, 120_000);

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

async function ask(query: string): Promise<{ data: Record<string, unknown>; errors?: unknown }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: Record<string, unknown> };
}

/** An operation of the examples with the types that clients get for it. */
async function askTyped<Data>(document: TypedDocumentNode<Data, Record<string, never>>): Promise<Data> {
  return (await ask(print(document))).data as Data;
}

/** Whether there is something in every list of an answer. */
function isFull(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isFull);
  return value !== null && typeof value === "object" ? Object.values(value).every(isFull) : true;
}

describe("a first start on an empty store", () => {
  it("shows the progress of the sample and where everything is", () => {
    const text = printed.join("\n");
    for (const step of ["documents", "embedding", "neighbors", "clusters", "layout"]) expect(text).toContain(step);
    expect(text).toMatch(
      /The largest of \d+ topics in \d+ documents:\n(?: +\d+ {2}\S.+\n){5} +\d+ {2}documents \(\d+%\) belong to no topic/,
    );
    expect(text).toContain(`${server.url}/\n`);
    expect(text).toContain(`${server.url}/graphql`);
    expect(text).toMatch(/Embedded store.+MILVUS_URI/);
  });
});

describe("schema/examples.graphql", () => {
  // Before the examples that write.
  it("gives each document of the columns the topic that the topics' sizes promise", async () => {
    const { clustering } = await askTyped(TopicsAsColumnsDocument);
    const { clustering: topics } = await askTyped(LargestTopicsDocument);
    const { count, documentIds, labels } = clustering!.assignments;
    expect([documentIds.length, labels?.length]).toEqual([count, count]);
    expect(labels!.every((label) => label >= 0 && label < topics!.clusterCount!)).toBe(true);
    const [largest] = topics!.clusters.edges;
    // NEAREST only adds to a topic.
    expect(labels!.filter((label) => label === 0).length).toBeGreaterThanOrEqual(largest!.node.size);
    expect(clustering!.projection!.columns.documentIds).toEqual(documentIds);
  });

  it.each(examples)("$name runs and finds something", async ({ name, query }) => {
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    // The one list that stays empty when all went well.
    const { ingestDocuments, ...rest } = data;
    expect(isFull(rest)).toBe(true);
    if (name === "Ingest") expect(ingestDocuments).toMatchObject({ inserted: 1, rejected: [] });
  });

  it("has the first query of the README", () => {
    const readme = readFileSync(join(projectRoot(), "README.md"), "utf8");
    const query = /```graphql\n(.+?)```/s.exec(readme)?.[1] ?? "";
    return expect(ask(query)).resolves.toMatchObject({
      data: { clustering: { clusters: { edges: expect.any(Array) } } },
    });
  });
});
