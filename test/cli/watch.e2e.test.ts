import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer, type ApiServer } from "./support/api-server.js";
import { runCommand, TestTerminal } from "./support/run-command.js";
import { storyInputs } from "../support/stories.js";

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

async function ask(query: string, variables: object = {}): Promise<void> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
}

const ingest = (documents: readonly object[]): Promise<void> =>
  ask("mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted } }", {
    documents,
  });

async function until(terminal: TestTerminal, isThere: (text: string) => boolean): Promise<void> {
  while (!isThere(terminal.output.stdout)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("topograph watch", () => {
  it("sets the watch, prints what happens to topics as it comes, and leaves at Ctrl-C", async () => {
    const stories = storyInputs();
    await ingest(stories.slice(0, 19));
    const terminal = new TestTerminal();
    const settings = ["--after-documents", "5", "--min-samples", "2", "--no-layout"];
    const done = runCommand(["--url", server.url, "watch", ...settings], terminal);
    await until(terminal, (text) => text.split("\n").length > 2);
    expect(terminal.output.stderr).toContain("default is reclustered after 5 new documents");
    await ingest(stories.slice(19));
    await until(terminal, (text) => text.split("\n").length > 4);
    expect(terminal.interrupt()).toBe(true);
    const { exitCode, stdout } = await done;
    expect(exitCode).toBe(130);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} {2}BORN {7}\S.*\(\d+\)$/);

    const again = new TestTerminal();
    const json = runCommand(["--url", server.url, "--json", "watch", "--last", "2", "--all"], again);
    await until(again, (text) => text.split("\n").length > 2);
    again.interrupt();
    const changes = (await json).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    expect(changes).toHaveLength(2);
    const stopped = await runCommand(["--url", server.url, "watch", "--stop"]);
    expect(stopped).toMatchObject({ exitCode: 0, stdout: "" });
    const missing = await runCommand(["--url", server.url, "watch", "--collection", "nothing"]);
    expect(missing).toMatchObject({ exitCode: 1 });
  });
});
