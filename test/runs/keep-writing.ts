// A process of its own for artifact-damage.test.ts: writes artifact after artifact and says so, until it is killed.
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { openRuns } from "../../src/runs/open-runs.js";

const [directory = ""] = process.argv.slice(2);
const { artifacts } = await openRuns(directory, { log: { warn: (_details, message) => console.error(message) } });
writeSync(1, "begun\n");
for (;;) {
  const key = randomUUID();
  await artifacts.write(key, { meta: key, arrays: { values: new Int32Array(700_000).fill(7) } });
  writeSync(1, `${key}\n`);
}
