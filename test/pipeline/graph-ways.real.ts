import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import { realServer } from "../store/milvus/server-addresses.js";
import { graphWays } from "./graph-ways.js";

for (const [name, variable] of [
  ["Milvus Lite", "MILVUS_LITE_URI"],
  ["Milvus standalone", "MILVUS_STANDALONE_URI"],
] as const) {
  const uri = realServer(variable);
  if (!uri) continue;
  graphWays(name, async (index) => new MilvusStore({ uri, deadlineMs: 60_000, ...(index && { index }) }), {
    count: 1200,
    approximate: 2000,
  });
}
