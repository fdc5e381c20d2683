#!/usr/bin/env node
import { existsSync } from "node:fs";
import { URL } from "node:url";

const entry = new URL("../dist/src/cli/main.js", import.meta.url);

if (existsSync(entry)) {
  const { main } = await import(entry.href);
  await main(process.argv.slice(2));
} else {
  console.error("topograph: not built yet; run npm run build (npm start does it too)");
  process.exitCode = 1;
}
