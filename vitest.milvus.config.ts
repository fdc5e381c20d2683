import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.js";

/** Tests against real Milvus servers, started by .ci/milvus-servers or by hand. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      include: ["test/**/*.real.ts"],
      // Servers load and drop collections one after the other, and a collection takes seconds.
      fileParallelism: false,
      testTimeout: 300_000,
      hookTimeout: 120_000,
    },
  }),
);
