#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

const entry = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));

if (existsSync(entry)) {
  const { main } = await import(entry);
  await main(process.argv.slice(2));
} else {
  console.error("topograph: not built yet; run npm run build (npm start does it too)");
  process.exitCode = 1;
}
