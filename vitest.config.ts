import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Worker threads of the product cannot start inside vitest's own threads on every platform; processes are the plain case.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
