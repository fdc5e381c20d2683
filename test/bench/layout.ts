/**
 * Times a map with its neighbors, for one file of row-major float32 vectors, by each engine and number of threads, each in
 * a process of its own: a warm-up, then minimum and median of the rounds, CPU seconds, peak memory, and the sampled
 * trustworthiness at 15.
 *
 *   npx tsx test/bench/layout.ts --vectors FILE.f32 --dimension 384 [--neighbors 15,80] [--epochs 500] [--rounds 3]
 *     [--engines NATIVE,UMAP_JS] [--threads 1,2]
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exactNeighborGraph, normalizeRows } from "../../src/numeric/knn/index.js";
import { narrowGraph } from "../../src/numeric/neighbor-graph.js";
import { principalComponents, trustworthiness15 } from "../../src/numeric/umap/index.js";
import { RowSearch } from "../../src/onnx/index.js";
import { type ProjectionEngine, projectorOf } from "../../src/projection/index.js";

const { values: options } = parseArgs({
  options: {
    vectors: { type: "string" },
    dimension: { type: "string", default: "384" },
    neighbors: { type: "string", default: "15,80" },
    epochs: { type: "string", default: "500" },
    rounds: { type: "string", default: "3" },
    engines: { type: "string", default: "NATIVE" },
    threads: { type: "string", default: "1,2" },
    /** One measurement, in this process: engine, threads, neighbors. */
    one: { type: "string" },
  },
});
const { vectors: file, one } = options;
if (file === undefined) throw new Error("--vectors names a file of row-major float32 values");
const dimension = Number(options.dimension);
const epochs = Number(options.epochs);
const rounds = Number(options.rounds);

if (one === undefined) {
  console.log("engine   threads neighbors  min s  median s  CPU s  peak MB  trust.  load");
  for (const engine of options.engines.split(",")) {
    for (const neighbors of options.neighbors.split(",")) {
      for (const threads of engine === "UMAP_JS" ? ["1"] : options.threads.split(",")) {
        const own = [...process.argv.slice(2), "--one", [engine, threads, neighbors].join(",")];
        const script = fileURLToPath(import.meta.url);
        process.stdout.write(execFileSync(process.execPath, ["--import", "tsx", script, ...own], { encoding: "utf8" }));
      }
    }
  }
} else {
  const [engine, threads, neighbors] = one.split(",") as [ProjectionEngine, string, string];
  await measure(engine, Number(threads), Number(neighbors));
}

async function measure(engine: ProjectionEngine, threads: number, neighbors: number): Promise<void> {
  const bytes = readFileSync(file!);
  const vectors = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  normalizeRows(vectors, dimension, vectors);
  const seconds: number[] = [];
  const used: number[] = [];
  let trusted: number | null = null;
  for (let round = 0; round <= rounds; round++) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const search = RowSearch.of(vectors, dimension, { threads });
    const graph = await exactNeighborGraph(vectors, dimension, neighbors - 1, search);
    await search.release();
    const start = principalComponents(vectors, dimension);
    const layout = { neighbors, minDist: 0.1, seed: 42, epochs, start, threads };
    const drawn = await projectorOf(engine).project(narrowGraph(graph, neighbors - 1), layout);
    const { user, system } = process.cpuUsage(cpu);
    // The first round warms up.
    if (round > 0) {
      seconds.push((performance.now() - started) / 1000);
      used.push((user + system) / 1e6);
    }
    trusted ??= trustworthiness15(drawn, vectors, dimension, graph);
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const cells = [
    engine.padEnd(8),
    String(threads).padStart(7),
    String(neighbors).padStart(9),
    Math.min(...seconds)
      .toFixed(2)
      .padStart(6),
    median(seconds).toFixed(2).padStart(9),
    median(used).toFixed(2).padStart(6),
    String(Math.round(process.resourceUsage().maxRSS / 1024)).padStart(8),
    (trusted?.toFixed(4) ?? "").padStart(7),
    loadavg()[0]!.toFixed(1).padStart(5),
  ];
  console.log(cells.join(" "));
}
