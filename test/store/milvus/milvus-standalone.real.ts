import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { openMilvus } from "./real-server.js";
import { realServer } from "./server-addresses.js";

const uri = realServer("MILVUS_STANDALONE_URI");
if (uri)
  vectorStoreContract("MilvusStore on Milvus standalone", () => openMilvus({ uri, deadlineMs: 30_000 }), { runs: 10 });
