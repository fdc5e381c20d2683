import { realServer } from "../store/milvus/server-addresses.js";
import { milvusFaults } from "./milvus-faults.js";

for (const [name, variable] of [
  ["Milvus Lite", "MILVUS_LITE_URI"],
  ["Milvus standalone", "MILVUS_STANDALONE_URI"],
] as const) {
  const uri = realServer(variable);
  if (uri) milvusFaults(name, 2500, () => Promise.resolve({ port: Number(new URL(uri).port) }));
}
