import type { MilvusConfig } from "../../src/config.js";

/** Patient, as servers of tests are busy. */
export function milvusConfig(uri: string): MilvusConfig {
  return { uri, token: null, database: null, caFile: null, deadlineMs: 30_000, index: { type: "FLAT" } };
}
