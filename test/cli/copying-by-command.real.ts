import { milvusConfig } from "../support/milvus-config.js";
import { realServer } from "../store/milvus/server-addresses.js";
import { copyingByCommand } from "./copying-by-command.js";

for (const [name, variable] of [
  ["Milvus Lite", "MILVUS_LITE_URI"],
  ["Milvus standalone", "MILVUS_STANDALONE_URI"],
] as const) {
  const uri = realServer(variable);
  if (uri) copyingByCommand(name, () => Promise.resolve(milvusConfig(uri)));
}
