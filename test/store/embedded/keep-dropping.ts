// A process of its own for crash.test.ts: fills a collection and is killed while it drops it.
import { writeSync } from "node:fs";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { madeDocument } from "../../contract/made-documents.js";

const [directory = ""] = process.argv.slice(2);
const store = await openEmbeddedStore(directory);
const vector = new Float32Array(2).fill(1);
for (const [id, count] of [
  ["dropped", 30_000],
  ["kept", 2],
] as const) {
  await store.createCollection({ id, name: id, metric: "L2", dimension: 2 });
  await store.upsert(
    id,
    Array.from({ length: count }, (_, index) => madeDocument(`k${index}`, vector)),
  );
}
const dropped = store.dropCollection("dropped");
// Nobody finds it from now on, but its documents are still being removed.
writeSync(1, "dropping\n");
await dropped;
writeSync(1, "dropped\n");
setInterval(() => undefined, 1000);
