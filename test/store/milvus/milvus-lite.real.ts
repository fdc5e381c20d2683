import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { openMilvus } from "./open-milvus.js";
import { realServer } from "./server-addresses.js";
import { milvusServerPromises } from "./server-promises.js";

const uri = realServer("MILVUS_LITE_URI");
if (uri) {
  const open = () => openMilvus({ uri, deadlineMs: 60_000 });
  vectorStoreContract("MilvusStore on Milvus Lite", open, { runs: 20 });
  milvusServerPromises("Milvus Lite", open, { texts: 10_000, ingests: 1000, rows: 17_000 });
}
