import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  // As Node resolves it; by its "module" field there would be two copies of graphql, whose types do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["test/**/*.test.ts"],
    // They need Chromium: see vitest.browser.config.ts.
    exclude: [...configDefaults.exclude, "test/browser/**"],
    // Worker threads of the product cannot start inside vitest's own threads on every platform; processes are the plain case.
    pool: "forks",
    env: { ORT_DISABLE_TELEMETRY: "1" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
