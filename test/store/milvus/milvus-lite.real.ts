import type { MilvusIndex } from "../../../src/store/milvus/collection-schema.js";
import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { networkFaults } from "./network-faults.js";
import { openMilvus } from "./open-milvus.js";
import { realServer } from "./server-addresses.js";
import { milvusServerPromises } from "./server-promises.js";

const uri = realServer("MILVUS_LITE_URI");
if (uri) {
  const open = (index: MilvusIndex = { type: "FLAT" }) => openMilvus({ uri, deadlineMs: 60_000, index });
  vectorStoreContract("MilvusStore on Milvus Lite", open, { runs: 100 });
  milvusServerPromises("Milvus Lite", open, { texts: 10_000, ingests: 1000, rows: 17_000 });
  networkFaults("Milvus Lite", async () => ({ port: Number(new URL(uri).port), close: () => undefined }));
}
