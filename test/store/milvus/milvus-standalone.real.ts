import type { MilvusIndex } from "../../../src/store/milvus/collection-schema.js";
import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { networkFaults } from "./network-faults.js";
import { openMilvus } from "./open-milvus.js";
import { realServer } from "./server-addresses.js";
import { milvusServerPromises } from "./server-promises.js";

const uri = realServer("MILVUS_STANDALONE_URI");
if (uri) {
  const open = (index: MilvusIndex = { type: "FLAT" }) => openMilvus({ uri, deadlineMs: 60_000, index });
  vectorStoreContract("MilvusStore on Milvus standalone", open, { runs: 10 });
  milvusServerPromises("Milvus standalone", open, { texts: 10_000, ingests: 1000, rows: 20_000 });
  networkFaults("Milvus standalone", async () => ({ port: Number(new URL(uri).port), close: () => undefined }));
}
