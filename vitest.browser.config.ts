import { defineConfig } from "vitest/config";

/** Tests of the page in the system's Chromium; `npm test` leaves them out. */
export default defineConfig({
  // As Node resolves it; by its "module" field there would be two copies of graphql, whose types do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: "test/browser/support/build-dashboard.ts",
    pool: "forks",
    // Each file runs a server and a browser that draws without a graphics card.
    fileParallelism: false,
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 100 } },
    hookTimeout: 120_000,
  },
});
