// Compiles the server and bundles the dashboard into dist/, each only when its sources have changed since.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

function newest(paths) {
  let time = 0;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const entry = statSync(full);
    if (entry.isDirectory()) time = Math.max(time, newest(readdirSync(full).map((name) => join(path, name))));
    else time = Math.max(time, entry.mtimeMs);
  }
  return time;
}

function build(name, sources, product, run) {
  const made = join(root, product);
  if (existsSync(made) && statSync(made).mtimeMs >= newest(sources)) return;
  const started = performance.now();
  process.stdout.write(`Building the ${name} ... `);
  run();
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function node(script, ...args) {
  try {
    execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    console.error(`failed\n${error.stdout ?? ""}${error.stderr ?? ""}`);
    process.exit(1);
  }
}

const settings = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
build("server", ["src", "schema", "resolvers", ...settings], "dist/tsconfig.build.tsbuildinfo", () =>
  node(require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"),
);
build("dashboard", ["src/dashboard", "vite.config.ts", ...settings], "dist/dashboard/index.html", () =>
  node(join(dirname(require.resolve("vite/package.json")), "bin/vite.js"), "build", "--logLevel", "warn"),
);
