import { readFileSync } from "node:fs";
import { seededRandom } from "../../src/numeric/random.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import { PipelineHarness } from "../support/pipeline-harness.js";

/**
 * What a recut costs: milliseconds of the service (counts, sizes, columns) and processor milliseconds of this process, for
 * the first cut of a run and for the median of those after it.
 *
 *     npx tsx test/bench/recut.ts [--vectors file.f32] [--dim 256] [--count 100000] [--keep folder]
 *
 * Without --vectors the documents are jittered groups of 13. With --keep the collection and its run stay in the folder,
 * and are found there the next time.
 */
const argument = (name: string, other: string): string => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? other : (process.argv[place + 1] ?? other);
};
const dimension = Number(argument("dim", "256"));
const count = Number(argument("count", "100000"));
const folder = argument("keep", "");
const GROUP = 13;
const BATCH = 5000;
const JITTER = 0.3;
const random = seededRandom(7);

const harness = await PipelineHarness.open(folder === "" ? {} : { directory: folder });
try {
  const run = await preparedRun();
  const { clusterings } = harness;
  console.log(`${count} x ${dimension}: ${run.summary?.clusterCount ?? 0} clusters`);
  await clusterings.result(run);
  await measure("minClusterSize", [5, 6, 8, 12, 20, 40], (minClusterSize) =>
    clusterings.recut(run, { minClusterSize }),
  );
  await measure("selection LEAF", [3, 4, 5, 6], (minClusterSize) =>
    clusterings.recut(run, { minClusterSize, selection: "LEAF" }),
  );
  await measure("epsilon", [0.1, 0.2, 0.3, 0.4], (epsilon) => clusterings.recut(run, { epsilon }));
  await measure("minSamples", [5, 8, 4, 10, 2], (minSamples) => clusterings.recut(run, { minSamples }));
} finally {
  await harness.close({ keep: folder !== "" });
}

async function measure(
  name: string,
  values: readonly number[],
  cut: (value: number) => Promise<unknown>,
): Promise<void> {
  const taken: { wall: number; cpu: number }[] = [];
  for (const value of values) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await cut(value);
    const { user, system } = process.cpuUsage(before);
    taken.push({ wall: performance.now() - started, cpu: (user + system) / 1000 });
  }
  const median = (key: "wall" | "cpu"): string => {
    const sorted = taken
      .slice(1)
      .map((each) => each[key])
      .sort((a, b) => a - b);
    return (sorted[sorted.length >> 1] ?? NaN).toFixed(0);
  };
  const [first] = taken;
  console.log(
    `${name}: first ${first?.wall.toFixed(0)} ms (processor ${first?.cpu.toFixed(0)}), then ${median("wall")} ms (${median("cpu")})`,
  );
}

async function preparedRun() {
  const known = await harness.runs.collectionByName("bench");
  const collection = known ?? (await harness.createCollection("bench", dimension));
  if (!known) {
    const rows = givenRows();
    for (let start = 0; start < count; start += BATCH) {
      await harness.write(collection, documents(rows, start, Math.min(count, start + BATCH)));
    }
  }
  const run = await harness.run({ collection: "bench", exactness: "GRAPH", layout: false });
  if (run.status !== "SUCCEEDED") throw new Error(`the run is ${run.status}: ${run.error?.message}`);
  return run;
}

function givenRows(): Float32Array {
  const file = argument("vectors", "");
  if (file === "") return Float32Array.from({ length: Math.ceil(count / GROUP) * dimension }, normal);
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
}

/** The rows again and again, each time with another jitter. */
function documents(rows: Float32Array, start: number, end: number): EmbeddedDocument[] {
  return Array.from({ length: end - start }, (_, at) => {
    const row = (start + at) % (rows.length / dimension);
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...own);
    const vector = own.map((value) => value / length + (JITTER / Math.sqrt(dimension)) * normal());
    const jittered = Math.hypot(...vector);
    const text = `document ${row}`;
    return {
      key: `d${start + at}`,
      title: "",
      text,
      url: null,
      publishedAt: null,
      fields: {},
      vector: vector.map((value) => value / jittered),
    };
  });
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
