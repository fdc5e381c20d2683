import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { answer, scriptedServer } from "./support/scripted-server.js";
import { runCommand } from "./support/run-command.js";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("usage", () => {
  it("shows every command in its help, on stdout", async () => {
    const { exitCode, stdout } = await runCommand(["--help"]);
    expect(exitCode).toBe(0);
    const commands = [
      "serve",
      "status",
      "ingest",
      "recluster",
      "cancel",
      "clusters",
      "members",
      "neighbors",
      "search",
      "export",
      "collections",
      "drop",
      "copy",
    ];
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  });

  it.each([
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["ingest"], "missing required argument 'file'"],
    [["clusters", "--first", "none"], "It must be a whole number"],
    [["clusters", "--first", "0"], "It must be at least 1"],
    [["search", "x", "-k", "1.5"], "It must be a whole number"],
    [["recluster", "--selection", "both"], "It must be one of EOM, LEAF"],
    [["recluster", "--epsilon", "x"], "It must be a number"],
    [["clusters", "--frist", "1"], "unknown option '--frist'"],
    [["status", "--url", "nowhere"], '"nowhere" is no address'],
    [["status", "--url", "ftp://x/"], "must begin with http"],
  ])("answers %j with exit code 2 and why", async (args, message) => {
    const { exitCode, stdout, stderr } = await runCommand(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });
});

describe("faults", () => {
  it("says how to start a server where there is none, in one line and without a stack", async () => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;
    const { exitCode, stdout, stderr } = await runCommand(["status", "--url", url]);
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toBe(
      `topograph: no Topograph server at ${url}; start one with npm start, or name another with --url\n`,
    );
  });

  it("shows the stack with --debug", async () => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;
    expect((await runCommand(["--debug", "status", "--url", url])).stderr).toMatch(/\n {4}at /);
  });

  it("adds /graphql to an address without a path", async () => {
    await using server = await scriptedServer((_request, response) => answer(response, { errors: [{ message: "x" }] }));
    const paths: (string | undefined)[] = [];
    await using other = await scriptedServer((_request, response, raw) => {
      paths.push(raw.url);
      answer(response, { errors: [{ message: "x" }] });
    });
    await runCommand(["status", "--url", new URL(server.url).origin]);
    await runCommand(["status", "--url", new URL(other.url).origin]);
    expect(server.requests).toHaveLength(1);
    expect(paths).toEqual(["/graphql"]);
  });

  it("shows code and message of the server's error, without control characters", async () => {
    await using server = await scriptedServer((_request, response) =>
      answer(response, { errors: [{ message: "no\u001b[2J cluster", extensions: { code: "NOT_FOUND" } }], data: null }),
    );
    const { exitCode, stderr } = await runCommand(["members", "x", "--url", server.url]);
    expect([exitCode, stderr]).toEqual([1, "topograph: NOT_FOUND: no [2J cluster\n"]);
  });

  it("notices that something else answers", async () => {
    await using server = await scriptedServer((_request, response) => void response.end("<html>hello</html>"));
    const { exitCode, stderr } = await runCommand(["status", "--url", server.url]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("answers (HTTP 200), but not as a GraphQL API");
  });

  it("refuses a file before it asks the server for anything", async () => {
    await using server = await scriptedServer((_request, response) => answer(response, {}));
    const { exitCode, stderr } = await runCommand(["ingest", "no-such-file.csv", "--url", server.url]);
    expect([exitCode, stderr]).toEqual([1, "topograph: BAD_USER_INPUT: There is no file no-such-file.csv.\n"]);
    expect(server.requests).toEqual([]);
  });
});
