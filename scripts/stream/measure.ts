// How well topics keep their identity in a stream of documents whose events are known:
//   tsx scripts/stream/measure.ts EVENTS.csv [minClusterSize [minSamples [seed]]]
// The file has the columns text and event. Nothing of it is kept.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { openApplication } from "../../src/application.js";
import { readConfig } from "../../src/config.js";
import { readColumns } from "../distill/read-corpus.js";
import { plantStream, STREAM_SEED } from "./planted-stream.js";
import { runStream } from "./run-stream.js";
import { scoreStream } from "./score-stream.js";

const [file, minClusterSize = "3", minSamples = "3", seed = String(STREAM_SEED)] = process.argv.slice(2);
if (file === undefined) throw new Error("Give the path of a CSV file with the columns text and event.");
const columns = await readColumns(file, ["text", "event"]);
const events = columns.map(([, event = ""]) => event);
const days = plantStream(events, Number(seed));
const directory = await mkdtemp(join(tmpdir(), "topograph-stream-"));
const application = await openApplication(readConfig({ DATA_DIR: directory, WORKERS: "1" }), pino({ level: "warn" }));
try {
  const rows = columns.map(([text = ""]) => ({ text }));
  const input = { minClusterSize: Number(minClusterSize), minSamples: Number(minSamples), layout: false };
  const measured = await runStream(application, "default", rows, days, input, ({ summary }) => {
    if (!summary) return;
    const { documentCount, clusterCount, noiseCount } = summary;
    console.log(`${documentCount} documents, ${clusterCount} topics, ${noiseCount} in none`);
  });
  console.log(JSON.stringify(scoreStream(events, measured), null, 2));
} finally {
  await application.close();
  await rm(directory, { recursive: true, force: true });
}
