import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { openMilvus } from "./open-milvus.js";
import { realServer } from "./server-addresses.js";
import { milvusServerPromises } from "./server-promises.js";

const uri = realServer("MILVUS_STANDALONE_URI");
if (uri) {
  const open = () => openMilvus({ uri, deadlineMs: 60_000 });
  vectorStoreContract("MilvusStore on Milvus standalone", open, { runs: 10 });
  milvusServerPromises("Milvus standalone", open, { texts: 10_000, ingests: 1000, rows: 20_000 });
}
