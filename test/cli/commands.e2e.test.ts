import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWarnings } from "../../src/cli/run/run-report.js";
import { scratchFolder } from "../ingest/scratch-folder.js";
import { startApiServer, type ApiServer } from "./support/api-server.js";
import { runCommand, TestTerminal, type Outcome } from "./support/run-command.js";

const scratch = scratchFolder();
let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

const cli = (...args: string[]): Promise<Outcome> => runCommand(["--url", server.url, ...args]);
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await cli("--json", ...args)).stdout) as T;

/** Four stories told in a handful of ways, and a few headlines of their own. */
function newsCsv(): string {
  const stories = [
    "flood river valley bridge",
    "strike airport pilots wages",
    "comet telescope night sky",
    "harvest olive drought farmers",
  ];
  const twists = [
    "officials say",
    "a second day",
    "thousands watch",
    "experts warn",
    "no end near",
    "what we know",
    "in pictures",
    "a timeline",
  ];
  const rows = stories.flatMap((story, at) =>
    twists.map(
      (twist, nth) => `s${at}-${nth},${story} ${twist},"The ${story}, ${twist}.",2026-03-0${nth + 1},desk ${at}`,
    ),
  );
  const lonely = ["=chess champion resigns quietly", "lighthouse sold", "museum finds letter", "baker breaks record"];
  return [
    "id,headline,summary,published_at,source",
    ...rows,
    ...lonely.map((title, at) => `x${at},${title},"${title}, once.",,wire`),
  ].join("\n");
}

describe("ingest", () => {
  it("creates the collection, shows what each column was taken for, and counts", async () => {
    const file = await scratch.file("news.csv", newsCsv());
    const { exitCode, stdout, stderr } = await cli("ingest", file, "--collection", "news");
    expect(stderr).toContain("36 rows");
    expect(stderr).toMatch(
      /title +headline\n +text +summary\n +url +-\n +published at +published_at\n +key +id\n +fields +source\n/,
    );
    expect(stderr).toContain("created collection news: 64 dimensions, COSINE, vectors of words");
    expect(stderr).toContain("ingest 100%");
    expect([exitCode, stdout]).toEqual([0, "collection news: 36 inserted, 0 updated, 0 unchanged, 0 rejected\n"]);
  });

  it("changes nothing the second time, and updates a changed text under its key", async () => {
    const file = await scratch.file("news.csv", newsCsv());
    expect((await cli("ingest", file, "-c", "news")).stdout).toContain("0 inserted, 0 updated, 36 unchanged");
    const changed = await scratch.file("changed.csv", newsCsv().replace("lighthouse sold,", "lighthouse given away,"));
    expect((await cli("ingest", changed, "-c", "news")).stdout).toContain("0 inserted, 1 updated, 35 unchanged");
    expect((await cli("ingest", file, "-c", "news")).stdout).toContain("0 inserted, 1 updated, 35 unchanged");
  });

  it("changes nothing the second time without keys and with repeated texts, over many requests", async () => {
    const rows = Array.from({ length: 1300 }, (_, at) => `word${at % 400} tail`);
    const file = await scratch.file("repeats.csv", ["text", ...rows].join("\n"));
    expect((await cli("ingest", file, "-c", "repeats")).stdout).toContain("1,300 inserted, 0 updated, 0 unchanged");
    expect((await cli("ingest", file, "-c", "repeats")).stdout).toContain("0 inserted, 0 updated, 1,300 unchanged");
  });

  it("takes in what is usable and shows the first ten rows that are not", async () => {
    const bad = Array.from({ length: 12 }, (_, at) => `k${at},headline ${at},,tomorrow,x`);
    const content = [
      "id,headline,summary,date,source",
      "k,fine,text,2026-01-01,x",
      ...bad,
      `long,t,${"x".repeat(70_000)},,x`,
    ].join("\n");
    const file = await scratch.file("bad.csv", content);
    const { exitCode, stdout, stderr } = await cli("ingest", file, "-c", "bad");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1 inserted, 0 updated, 0 unchanged, 13 rejected");
    expect(stderr).toContain(
      '13 rows were not taken in:\n  line 3: "date" is not a date that can be read: "tomorrow"; write it as 2026-03-01',
    );
    expect(stderr).toContain("line 12:");
    expect(stderr).not.toContain("line 13:");
    expect(stderr).toContain("and 3 more; --verbose shows all");
    expect((await cli("ingest", file, "-c", "bad", "--verbose")).stderr).toContain(
      'line 15: "summary" is longer than 65535 UTF-8 bytes (TEXT_TOO_LONG)',
    );
  });

  it("gives the rejections of the server their lines", async () => {
    const content = [
      '{"key":"a","text":"fine"}',
      "",
      `{"key":"${"k".repeat(600)}","text":"x"}`,
      '{"text":"?!"}',
      '{"text":"good"}',
    ].join("\n");
    const { exitCode, stderr, stdout } = await cli(
      "ingest",
      await scratch.file("server-side.jsonl", content),
      "-c",
      "bad",
    );
    expect([exitCode, stdout]).toEqual([0, "collection bad: 2 inserted, 0 updated, 0 unchanged, 2 rejected\n"]);
    expect(stderr).toMatch(/line 3: key has 600 UTF-8 bytes.*TEXT_TOO_LONG.*\n {2}line 4: .*INVALID_VECTOR/);
  });

  it("ends with exit code 1 where nothing went in", async () => {
    const file = await scratch.file("hopeless.csv", "text,date\nx,never\n");
    expect((await cli("ingest", file, "-c", "news")).exitCode).toBe(1);
    expect((await cli("ingest", await scratch.file("empty.csv", ""), "-c", "news")).exitCode).toBe(1);
    const missing = await cli("ingest", await scratch.file("missing.csv", "a,b\n1,2\n"), "-c", "news");
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("Columns found: a, b.");
  });

  it("brings vectors from a file into a collection of their dimension", async () => {
    const file = await scratch.file("given.csv", "id,text\na,x\nb\nc,y\nd,z\ne,w\n");
    const numbers = Float32Array.of(1, 0, 9, 9, 0, 1, NaN, 1, 0, 0);
    const vectors = await scratch.file("given.f32", new Uint8Array(numbers.buffer));
    const { exitCode, stdout, stderr } = await cli(
      "ingest",
      file,
      "-c",
      "given",
      "--vectors",
      vectors,
      "--metric",
      "l2",
    );
    expect([exitCode, stdout]).toEqual([0, "collection given: 3 inserted, 0 updated, 0 unchanged, 2 rejected\n"]);
    expect(stderr).toContain("created collection given: 2 dimensions, L2, vectors from outside");
    expect(stderr).toMatch(/line 3: has 1 columns.*\n {2}line 5: the vector has NaN/);
    const found = await json<{ distance: number; document: { key: string } }[]>(
      "neighbors",
      "a",
      "-c",
      "given",
      "-k",
      "2",
    );
    expect(found.map(({ document, distance }) => [document.key, distance])).toEqual(
      [
        ["e", 1],
        ["c", Math.fround(Math.SQRT2)],
      ].map(([key, distance]) => [key, expect.closeTo(distance as number, 6)]),
    );
  });

  it("refuses vectors of another length than the collection's, and a file of another length", async () => {
    const file = await scratch.file("given.csv", "id,text\na,x\nb,y\n");
    const three = await scratch.file("three.f32", new Uint8Array(Float32Array.of(1, 0, 0, 0, 1, 0).buffer));
    const other = await cli("ingest", file, "-c", "given", "--vectors", three);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toContain("VECTOR_DIMENSION_MISMATCH: the vectors have 3 dimensions, collection given has 2");
    const odd = await scratch.file("odd.f32", new Uint8Array(20));
    expect((await cli("ingest", file, "-c", "given", "--vectors", odd)).stderr).toContain("odd.f32 has 20 bytes");
  });

  it("brings vectors in JSON Lines", async () => {
    const file = await scratch.file(
      "vectors.jsonl",
      '{"key":"a","text":"x","vector":[3,4]}\n{"key":"b","text":"y","vector":[0,1]}\n{"key":"c","text":"z","vector":[0,0]}\n',
    );
    const { stdout, stderr } = await cli("ingest", file, "-c", "lines");
    expect(stdout).toContain("2 inserted, 0 updated, 0 unchanged, 1 rejected");
    expect(stderr).toMatch(/line 3: .*zero/);
  });

  it("refuses a row that repeats a key with another vector, each time", async () => {
    const file = await scratch.file("twice.csv", "id,text\na,x\na,x\nb,y\na,x\n");
    const numbers = Float32Array.of(1, 0, 0, 1, 1, 1, 1, 0);
    const vectors = await scratch.file("twice.f32", new Uint8Array(numbers.buffer));
    const again = () => cli("ingest", file, "-c", "twice", "--vectors", vectors);
    expect((await again()).stdout).toContain("2 inserted, 0 updated, 1 unchanged, 1 rejected");
    const { stdout, stderr } = await again();
    expect(stdout).toContain("0 inserted, 0 updated, 3 unchanged, 1 rejected");
    expect(stderr).toContain("line 3: repeats an earlier row's key with another vector (CONFLICT)");
  });

  it("refuses keys whose digits JSON loses", async () => {
    const file = await scratch.file(
      "ids.jsonl",
      '{"id":1234567890123456781,"text":"x"}\n{"id":9007199254740991,"text":"fine words"}\n',
    );
    const { stdout, stderr } = await cli("ingest", file, "-c", "bad");
    expect(stdout).toContain("1 inserted, 0 updated, 0 unchanged, 1 rejected");
    expect(stderr).toMatch(/line 1: "id" is a whole number beyond 2\^53.*write it as a string/);
  });

  it("refuses a stream, which could not be read twice", async () => {
    const { exitCode, stderr } = await cli("ingest", "/dev/null", "-c", "lines");
    expect([exitCode, stderr]).toEqual([
      1,
      "topograph: BAD_USER_INPUT: /dev/null is no plain file; write it to one first.\n",
    ]);
  });

  it("prints JSON with every rejection", async () => {
    const file = await scratch.file("mixed.csv", "text,date\nhello there,2026\nx,never\n");
    const { stdout, exitCode } = await cli("ingest", file, "-c", "bad", "--json", "--quiet");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      collection: "bad",
      inserted: 1,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      rejections: [
        {
          line: 3,
          key: null,
          code: "BAD_USER_INPUT",
          reason: expect.stringContaining('"date" is not a date that can be read: "never"'),
        },
      ],
    });
  });

  it("draws a bar on a terminal", async () => {
    const terminal = new TestTerminal({ isTty: true });
    const file = await scratch.file("news.csv", newsCsv());
    const { exitCode, stderr } = await runCommand(["--url", server.url, "ingest", file, "-c", "news"], terminal);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/ingest [█░]+ \d+%/);
  });
});

interface RunJson {
  readonly id: string;
  readonly status: string;
  readonly clusterCount: number;
}

describe("recluster and what reads its result", () => {
  let run: RunJson;

  it("shows stages, clusters and noise; the same work again gives the same run", async () => {
    const { exitCode, stdout, stderr } = await cli(
      "recluster",
      "-c",
      "news",
      "--umap-neighbors",
      "10",
      "--epochs",
      "50",
      "--min-samples",
      "2",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^\d+ clusters of 36 documents; [\d.]+% \(\d+\) belong to none\nproven to be what full HDBSCAN finds, in any order of the documents\nrun \S+ of collection news\n {2}snapshot +[\d.]+ s\n/,
    );
    for (const stage of ["neighbors", "forest", "clusters", "labels", "layout", "publish"])
      expect(stdout).toMatch(new RegExp(`^  ${stage} +[\\d.]+ s`, "m"));
    expect(stderr).toMatch(/recluster \d+%/);
    run = await json<RunJson>(
      "recluster",
      "-c",
      "news",
      "--umap-neighbors",
      "10",
      "--epochs",
      "50",
      "--min-samples",
      "2",
    );
    expect(stdout).toContain(`run ${run.id} `);
    expect(run.status).toBe("SUCCEEDED");
  });

  it("prints the id at once with --no-wait", async () => {
    const { exitCode, stdout } = await cli(
      "recluster",
      "-c",
      "news",
      "--no-layout",
      "--selection",
      "leaf",
      "--no-wait",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\S+\n$/);
    // Wait for it, so that the newest run is the one above again.
    expect((await cli("recluster", "-c", "news", "--no-layout", "--selection", "leaf")).stdout).toContain(
      stdout.trim(),
    );
  });

  it("reports what the server refuses", async () => {
    const goal = await cli("recluster", "-c", "news", "--no-layout", "--clusters", "4", "--json");
    expect((JSON.parse(goal.stdout) as { clusterCount: number }).clusterCount).toBe(4);
    const both = await cli("recluster", "-c", "news", "--clusters", "5", "--max-noise", "0.1");
    expect(both.stderr).toContain("exactly one of maxNoiseShare and clusterCount");
    const refused = await cli("recluster", "-c", "news", "--min-cluster-size", "1");
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^topograph: BAD_USER_INPUT: .*minClusterSize/m);
    expect((await cli("recluster", "-c", "nowhere")).stderr).toContain("NOT_FOUND");
  });

  it("lists clusters with size, title, keywords and id, and the noise", async () => {
    const { exitCode, stdout } = await cli("clusters", "-c", "news", "--run", run.id);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^label +size +title +keywords +id\n/);
    expect(stdout).toMatch(/\n\d+ of 36 documents \([\d.]+%\) belong to no cluster\n$/);
    const few = await cli("clusters", "-c", "news", "--run", run.id, "--first", "1");
    expect(few.stdout).toContain(`and ${run.clusterCount - 1} smaller ones (--first ${run.clusterCount} shows all)`);
    const listed = await json<{ clusters: { id: string; size: number; keywords: unknown[] }[] }>(
      "clusters",
      "-c",
      "news",
      "--run",
      run.id,
    );
    expect(listed.clusters).toHaveLength(run.clusterCount);
  });

  it("lists the members of a cluster", async () => {
    const { clusters } = await json<{ clusters: { id: string; size: number }[] }>(
      "clusters",
      "-c",
      "news",
      "--run",
      run.id,
    );
    const [first] = clusters;
    const { exitCode, stdout } = await cli("members", first!.id);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(first!.size + 1);
    expect((await cli("members", first!.id, "--first", "2")).stdout).toContain(
      `and ${first!.size - 2} more (--first ${first!.size} shows all)`,
    );
    const unknown = await cli("members", "bm90aGluZw");
    expect(unknown.exitCode).toBe(1);
  });

  it("lists neighbors and search results", async () => {
    const near = await cli("neighbors", "s0-0", "-c", "news", "-k", "3");
    expect(near.exitCode).toBe(0);
    expect(near.stdout.trim().split("\n")).toHaveLength(4);
    expect(near.stdout).toMatch(/^ +1 +0\.\d{4} +0\.\d{4} +flood river/m);
    const found = await json<{ document: { key: string } }[]>("search", "comet", "telescope", "-c", "news", "-k", "5");
    expect(found).toHaveLength(5);
    expect(found.every(({ document }) => document.key.startsWith("s2-"))).toBe(true);
    const absent = await cli("neighbors", "none", "-c", "news");
    expect([absent.exitCode, absent.stderr]).toEqual([
      1,
      'topograph: NOT_FOUND: collection news has no document with the key "none"\n',
    ]);
    for (const k of ["0", "-1", "1000000000"]) {
      const refused = await cli("search", "comet", "-c", "news", "-k", k);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/BAD_USER_INPUT.*k/);
    }
  });

  it("exports CSV that a spreadsheet does not run, and JSON Lines to the letter", async () => {
    const csv = await cli("export", "-c", "news", "--run", run.id);
    expect(csv.exitCode).toBe(0);
    const rows = parse(csv.stdout, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(36);
    expect(Object.keys(rows[0]!)).toEqual([
      "key",
      "title",
      "url",
      "publishedAt",
      "label",
      "clusterTitle",
      "probability",
      "outlierScore",
      "x",
      "y",
      "stale",
    ]);
    expect(rows.find(({ key }) => key === "x0")).toMatchObject({
      title: "'=chess champion resigns quietly",
      label: "-1",
      clusterTitle: "",
    });
    const keys = rows.map(({ key }) => key!);
    expect(keys).toEqual([...keys].sort());
    const clustered = rows.find(({ label }) => label === "0")!;
    expect(clustered["clusterTitle"]).not.toBe("");
    expect(Number(clustered["x"])).not.toBeNaN();
    expect(clustered["publishedAt"]).toMatch(/^2026-03-0\dT00:00:00/);
    const raw = await cli("export", "-c", "news", "--run", run.id, "--no-formula-guard");
    expect(raw.stdout).toContain("x0,=chess");

    const lines = (await cli("export", "-c", "news", "--run", run.id, "--format", "jsonl")).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ key }) => key)).toEqual(keys);
    expect(lines.find(({ key }) => key === "x0")).toMatchObject({
      title: "=chess champion resigns quietly",
      label: -1,
      url: null,
    });
  });

  it("gives every document a cluster in the nearest view, and writes a file whole", async () => {
    const path = scratch.path("out.jsonl");
    const { exitCode, stdout, stderr } = await cli(
      "export",
      "-c",
      "news",
      "--run",
      run.id,
      "--format",
      "jsonl",
      "--view",
      "nearest",
      "--out",
      path,
    );
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toContain(`36 documents written to ${path}`);
    const lines = (await readFile(path, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { label: number; clusterTitle: string });
    expect(lines.every(({ label, clusterTitle }) => label >= 0 && clusterTitle !== "")).toBe(true);
    const nowhere = await cli("export", "-c", "news", "--run", run.id, "--out", scratch.path("no/such/folder.csv"));
    expect(nowhere.exitCode).toBe(1);
    expect(nowhere.stderr).toContain("cannot write");
  });

  it("tells which documents came after the run", async () => {
    await cli("ingest", await scratch.file("late.csv", "id,headline\nlate,a late headline\n"), "-c", "news");
    const { stderr, stdout } = await cli("export", "-c", "news", "--run", run.id);
    expect(stderr).toContain("1 document came after the run, left out here");
    expect(stdout).not.toContain("late headline");
    expect((await cli("clusters", "-c", "news", "--run", run.id)).stderr).toContain(
      "the collection has changed since this run",
    );
  });

  it("marks which documents changed since the run", async () => {
    const changed = newsCsv().replace("lighthouse sold,", "lighthouse burnt down,");
    await cli("ingest", await scratch.file("changed-later.csv", changed), "-c", "news");
    const { stderr, stdout } = await cli("export", "-c", "news", "--run", run.id, "--json");
    expect(stderr).toContain("1 document changed since the run");
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string; title: string; stale: boolean });
    expect(rows.filter(({ stale }) => stale).map(({ title }) => title)).toEqual(["lighthouse burnt down"]);
  });

  it("prints advice that can be run as it stands", async () => {
    const suggestion = { minSamples: 1, minClusterSize: 2, selection: "LEAF", clusterCount: 7, noiseShare: 0.1 };
    const [warning, advice] = describeWarnings(
      [{ code: "HIGH_NOISE", message: "Much\u001b noise.", suggestion }],
      "twice",
    );
    expect(warning).toBe("warning HIGH_NOISE: Much  noise.");
    const [, command = ""] = /try: topograph (.+)$/.exec(advice ?? "") ?? [];
    expect((await cli(...command.split(" "), "--no-layout")).exitCode).toBe(0);
  });

  it("says what to do where there is no run yet", async () => {
    expect((await cli("clusters", "-c", "repeats")).stderr).toContain(
      "has no finished run; topograph recluster --collection repeats makes one",
    );
    expect((await cli("export", "-c", "repeats")).exitCode).toBe(1);
  });
});

describe("collections, status and drop", () => {
  it("lists collections", async () => {
    const { stdout } = await cli("collections");
    expect(stdout).toMatch(/^name +documents +dimensions +metric +model +newest run\n/);
    expect(stdout).toMatch(/^given +3 +2 +L2 +- +-$/m);
    expect(stdout).toMatch(/^news +37 +64 +COSINE +words +\d+ clusters, [\d.]+% noise \(stale\)$/m);
  });

  it("tells how the server is", async () => {
    const { exitCode, stdout } = await cli("status");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^store +EMBEDDED, healthy/m);
    expect(await json("status")).toMatchObject({ url: server.url, store: "EMBEDDED", limits: { maxK: 1000 } });
  });

  it("deletes a collection only when told so", async () => {
    const kept = await cli("drop", "lines");
    expect([kept.exitCode, kept.stdout]).toEqual([1, ""]);
    expect(kept.stderr).toContain("nothing was deleted");
    const asked = new TestTerminal({ typed: "n\n" });
    expect((await runCommand(["--url", server.url, "drop", "lines"], asked)).exitCode).toBe(1);
    expect(asked.output.stderr).toContain("Delete lines with its 2 documents and all runs? [y/N]");
    const agreed = new TestTerminal({ typed: "y\n" });
    expect((await runCommand(["--url", server.url, "drop", "lines"], agreed)).stdout).toBe("dropped lines\n");
    expect((await cli("drop", "lines", "--yes")).stderr).toContain("NOT_FOUND");
    expect((await cli("drop", "given", "--yes")).exitCode).toBe(0);
  });
});
