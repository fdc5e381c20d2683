import { afterAll, beforeAll, expect, it } from "vitest";
import { foreignCollection, TUTORIAL_FIELDS } from "../store/milvus/fake-server/foreign-collection.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { ApiHarness } from "../support/api-harness.js";
import { MADE_DIMENSION, madeInputs } from "../support/made-space.js";
import { milvusConfig } from "../support/milvus-config.js";
import { runCommand, TestTerminal } from "./support/run-command.js";

let milvus: FakeMilvus;
let api: ApiHarness;
beforeAll(async () => {
  milvus = await FakeMilvus.start();
  const rows = madeInputs(30, "L2").map(({ vector, text }, at) => ({ id: BigInt(at), embedding: vector, text }));
  foreignCollection(milvus, "theirs", TUTORIAL_FIELDS, rows);
  const other = { name: "image", type: "FloatVector", dim: MADE_DIMENSION };
  const both = rows.map((row) => ({ ...row, image: row.embedding }));
  foreignCollection(milvus, "pictures", [...TUTORIAL_FIELDS, other], both);
  api = await ApiHarness.open({ milvus: milvusConfig(milvus.uri) });
});
afterAll(async () => {
  await api.close();
  milvus.stop();
});

const cli = (args: readonly string[], terminal?: TestTerminal) =>
  runCommand(["--url", `${api.url}/graphql`, ...args], terminal);

it("attach makes a collection of Milvus one of the list, to be clustered and forgotten", async () => {
  const attached = await cli(["attach", "theirs", "--as", "news"]);
  expect([attached.exitCode, attached.stdout]).toEqual([
    0,
    "attached news: 30 documents, 8 dimensions, L2, no model\n",
  ]);
  expect((await cli(["collections"])).stdout).toMatch(/news +30 +8 +L2 +-/);
  expect((await cli(["recluster", "-c", "news", "--min-cluster-size", "2", "--no-layout"])).exitCode).toBe(0);
  const terminal = new TestTerminal({ typed: "y\n" });
  const dropped = await cli(["drop", "news"], terminal);
  expect(dropped.exitCode).toBe(0);
  expect(terminal.output.stdout + terminal.output.stderr).toContain("Its 30 documents stay in Milvus.");
  expect([...milvus.collections.keys()]).toContain("theirs");
});

it("attach says which fields there are to choose from", async () => {
  const asked = await cli(["attach", "pictures"]);
  expect(asked.exitCode).toBe(1);
  expect(asked.stderr).toContain("AMBIGUOUS_VECTOR_FIELD");
  expect(asked.stderr).toContain('"embedding", "image"');
  expect((await cli(["attach", "pictures", "--vector", "image"])).exitCode).toBe(0);
});
