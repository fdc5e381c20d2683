import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { openMilvus } from "./real-server.js";
import { realServer } from "./server-addresses.js";

const uri = realServer("MILVUS_LITE_URI");
if (uri) vectorStoreContract("MilvusStore on Milvus Lite", () => openMilvus({ uri, deadlineMs: 30_000 }), { runs: 10 });
