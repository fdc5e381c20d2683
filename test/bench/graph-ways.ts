import { readFileSync } from "node:fs";
import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import type { MilvusIndex } from "../../src/store/milvus/collection-schema.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

/**
 * What a neighbor graph costs by the process and by Milvus: seconds, processor seconds of this process, peak memory.
 *
 *     npx tsx test/bench/graph-ways.ts --uri http://127.0.0.1:19530 --vectors file.f32 [--dim 384] [--limit 2000]
 *       [--index FLAT|HNSW|AUTOINDEX] [--ways PROCESS,MILVUS] [--neighbors 79] [--stop-after seconds]
 *
 * Memory is that of the whole process: for that of one way, ask for it alone. With --stop-after the run is cancelled when
 * its graph has taken so long, and the parts that are done (500 documents each) are counted.
 */
const argument = (name: string, other: string): string => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? other : (process.argv[place + 1] ?? other);
};
const dimension = Number(argument("dim", "384"));
const bytes = readFileSync(argument("vectors", ""));
const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
const count = Math.min(all.length / dimension, Number(argument("limit", "1e9")));
const type = argument("index", "FLAT") as MilvusIndex["type"];
const stopAfter = Number(argument("stop-after", "Infinity"));
const BATCH = 500;

const store = new MilvusStore({ uri: argument("uri", ""), deadlineMs: 30_000, index: { type } });
const harness = await PipelineHarness.open({ store });
const collection = await harness.createCollection("bench", dimension);
try {
  const started = performance.now();
  for (let start = 0; start < count; start += BATCH) {
    await harness.write(collection, documents(start, Math.min(count, start + BATCH)));
  }
  console.log(`${count} x ${dimension}, ${type}: written in ${seconds(performance.now() - started)} s`);
  for (const way of argument("ways", "PROCESS,MILVUS").split(",") as ("PROCESS" | "MILVUS")[]) {
    const input = {
      collection: "bench",
      layout: false,
      neighbors: Number(argument("neighbors", "79")),
      neighborsBy: way,
    };
    const run = await harness.recluster(input);
    let before = process.cpuUsage();
    let spent: NodeJS.CpuUsage | null = null;
    let stage: string | null = null;
    for await (const state of harness.clusterings.watch(run.id, new AbortController().signal)) {
      if (state.stage === stage) continue;
      if (state.stage === "NEIGHBORS") {
        before = process.cpuUsage();
        if (stopAfter < Infinity) setTimeout(() => void stop(run.id, before), stopAfter * 1000).unref();
      } else if (stage === "NEIGHBORS") spent = process.cpuUsage(before);
      stage = state.stage;
    }
    const ended = await harness.clusterings.byId(run.id);
    for (const report of ended?.stages ?? []) {
      if (report.stage !== "SNAPSHOT" && report.stage !== "NEIGHBORS") continue;
      const peak = report.peakMemoryBytes === null ? "" : `, peak ${Math.round(report.peakMemoryBytes / 1e6)} MB`;
      const cpu = report.stage === "NEIGHBORS" && spent ? `, ${seconds((spent.user + spent.system) / 1000)} s CPU` : "";
      console.log(`${way} ${report.stage} by ${report.by}: ${report.seconds.toFixed(1)} s${cpu}${peak}`);
    }
    console.log(`  ${ended?.status ?? ""} ${JSON.stringify(ended?.error ?? ended?.summary)}`);
  }
} finally {
  await store.dropCollection(collection.id);
  await harness.close();
}

async function stop(id: string, before: NodeJS.CpuUsage): Promise<void> {
  const { user, system } = process.cpuUsage(before);
  const parts = (await harness.artifacts.list()).filter(({ key }) => key.includes("/part-")).length;
  const memory = `peak ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`;
  console.log(`stopped after ${stopAfter} s: ${parts} parts, ${seconds((user + system) / 1000)} s CPU, ${memory}`);
  await harness.clusterings.cancel(id);
}

function documents(from: number, to: number): EmbeddedDocument[] {
  return Array.from({ length: to - from }, (_, place) => {
    const row = from + place;
    return {
      key: `d-${String(row).padStart(7, "0")}`,
      title: `Document ${row}`,
      text: `Text of document ${row}`,
      url: null,
      publishedAt: null,
      fields: {},
      vector: all.slice(row * dimension, (row + 1) * dimension),
    };
  });
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
