import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { scratchFolder } from "../ingest/scratch-folder.js";
import { type ApiServer, startApiServer } from "./support/api-server.js";
import { type Outcome, runCommand } from "./support/run-command.js";

const scratch = scratchFolder();
let server: ApiServer;
const cli = (...args: string[]): Promise<Outcome> => runCommand(["--url", server.url, ...args]);

beforeAll(async () => {
  server = await startApiServer();
  const before = await scratch.file("before.csv", "key,title,text\na,one,first story\nb,two,second story\n");
  expect((await cli("ingest", before, "-c", "news")).stdout).toContain("2 inserted");
});
afterAll(async () => {
  // Nothing that follows has touched what was there.
  const { stdout } = await cli("--json", "search", "first story", "-c", "news", "-k", "2");
  const found = JSON.parse(stdout) as { document: { key: string } }[];
  expect(found.map(({ document }) => document.key)).toEqual(["a", "b"]);
  await server.close();
});

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

describe("ingest of a file that cannot be used ends with exit code 1 and says what to change:", () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ["no column for the text", "a.csv", "one,two\n1,2\n", /Columns found: one, two\./],
    ["an empty file", "empty.csv", "", /empty/],
    ["an empty JSON Lines file", "empty.jsonl", "", /empty/],
    ["no rows below the header", "header.csv", "title,text\n", /no (?:rows|documents)|0 rows/],
    ["Latin-1", "latin1.csv", latin1("title,text\nCafé,x\n"), /UTF-8/],
    ["Latin-1 JSON Lines", "latin1.jsonl", latin1(`{"text":"Café"}\n`), /UTF-8/],
    ["UTF-16", "utf16.csv", Uint8Array.from(Buffer.from("\uFEFFtitle,text\na,b\n", "utf16le")), /UTF-(?:8|16)/],
    [
      "a program instead of a table",
      "binary.csv",
      Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256),
      /UTF-8|Columns found/,
    ],
  ])("%s", async (_name, file, content, message) => {
    const { exitCode, stdout, stderr } = await cli("ingest", await scratch.file(file, content), "-c", "news");
    expect(stdout + stderr).toMatch(message);
    expect(exitCode).toBe(1);
    expect(stderr).not.toMatch(/node_modules|\bat .+:\d+:\d+/);
  });

  it("a file that is not there, and a folder", async () => {
    for (const path of ["/nowhere/at/all.csv", "."]) {
      const { exitCode, stderr } = await cli("ingest", path, "-c", "news");
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^topograph: .+/m);
      expect(stderr).not.toMatch(/node_modules/);
    }
  });
});

describe("ingest of a file with faults in some rows takes the others in and tells line and reason:", () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    [
      "a row too long",
      "long.csv",
      `key,text\ng1,good\nl,${"é".repeat(40_000)}\n`,
      /line 3: "text" is longer than 65535 UTF-8 bytes \(TEXT_TOO_LONG\)/,
    ],
    ["a ragged row", "ragged.csv", "key,title,text\ng1,t,good\nx,y\n", /line 3: has 2 columns/],
    ["a line that is no JSON", "broken.jsonl", `{"key":"g1","text":"good"}\n{"key":\n`, /line 2: /],
    ["a line that is a list", "list.jsonl", `{"key":"g1","text":"good"}\n[1]\n`, /line 2: /],
    ["an empty text", "blank.csv", "key,text\ng1,good\nx,  \n", /line 3: /],
    [
      "a date that is none",
      "date.csv",
      "key,text,date\ng1,good,2026-01-01\nx,y,soon\n",
      /line 3: "date" is not a date/,
    ],
  ])("%s", async (_name, file, content, message) => {
    const { exitCode, stdout, stderr } = await cli("ingest", await scratch.file(file, content), "-c", "other");
    expect(stderr).toMatch(message);
    expect(stdout).toMatch(/1 rejected/);
    expect(stdout).toMatch(/1 (?:inserted|updated|unchanged)/);
    expect(exitCode).toBe(0);
  });
});

describe("a command", () => {
  it("ends with exit code 3 where no server answers, and names the address", async () => {
    const { exitCode, stderr } = await runCommand(["--url", "http://127.0.0.1:9/graphql", "clusters"]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("http://127.0.0.1:9/graphql");
  });

  it("ends with exit code 2 where it is not called as its help says", async () => {
    for (const args of [["ingest"], ["nothing"], ["clusters", "--nothing"]])
      expect((await cli(...args)).exitCode).toBe(2);
  });

  it("tells the code where a collection or a key is unknown", async () => {
    for (const args of [
      ["clusters", "-c", "none"],
      ["recluster", "-c", "none"],
      ["neighbors", "zzz", "-c", "news"],
    ]) {
      const { exitCode, stderr } = await cli(...args);
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringMatching(/^topograph: (?:NOT_FOUND: )?.*(?:none|zzz)/) as string,
      ]);
    }
  });
});
