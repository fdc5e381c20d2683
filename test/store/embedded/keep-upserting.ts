// A process of its own for crash.test.ts: writes batch after batch and says so, until it is killed.
import { writeSync } from "node:fs";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { madeDocument, seededNumbers, unitVector } from "../../contract/made-documents.js";
import { BATCH, COLLECTION, SHARED } from "./crash-batches.js";

const [directory = "", first = "0"] = process.argv.slice(2);
const store = await openEmbeddedStore(directory);
await store.createCollection(COLLECTION);
const next = seededNumbers(Number(first));
for (let batch = Number(first); ; batch++) {
  const own = Array.from({ length: BATCH }, (_, index) => `b${batch}-${index}`);
  const shared = Array.from({ length: SHARED }, (_, index) => `shared-${index}`);
  const documents = [...own, ...shared].map((key) =>
    madeDocument(key, unitVector(COLLECTION.dimension, next), { fields: { batch } }),
  );
  await store.upsert(COLLECTION.id, documents);
  writeSync(1, `${batch}\n`);
}
