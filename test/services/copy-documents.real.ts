import { openMilvus } from "../store/milvus/open-milvus.js";
import { realServer } from "../store/milvus/server-addresses.js";
import { copying } from "./copying.js";

for (const [name, variable] of [
  ["Milvus Lite", "MILVUS_LITE_URI"],
  ["Milvus standalone", "MILVUS_STANDALONE_URI"],
] as const) {
  const uri = realServer(variable);
  if (uri) copying(name, () => openMilvus({ uri, deadlineMs: 60_000 }));
}
