// Writes schema/schema.graphql from the classes in schema/ and resolvers/; with --check it only tells whether that is needed.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printApi } from "../src/graphql/print-api.js";

const file = fileURLToPath(new URL("../schema/schema.graphql", import.meta.url));
const api = printApi();
if (!process.argv.includes("--check")) {
  writeFileSync(file, api);
} else if (readFileSync(file, "utf8") !== api) {
  console.error("schema/schema.graphql is stale; run npm run schema");
  process.exitCode = 1;
}
