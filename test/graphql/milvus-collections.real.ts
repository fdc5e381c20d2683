import { realServer } from "../store/milvus/server-addresses.js";
import { milvusConfig } from "../support/milvus-config.js";
import { milvusCollections } from "./milvus-collections.js";

const lite = realServer("MILVUS_LITE_URI");
if (lite) milvusCollections("Milvus Lite", async () => milvusConfig(lite));
const standalone = realServer("MILVUS_STANDALONE_URI");
if (standalone) milvusCollections("Milvus", async () => milvusConfig(standalone));
