import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** WebGL 2 drawn by the processor: machines that run tests have no graphics card. */
const DRAW_IN_SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];

function findChromium(): string | null {
  const given = process.env["CHROMIUM_PATH"];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const places = given ? [given] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const executablePath = findChromium();
const MISSING = "no Chromium: install it, or set CHROMIUM_PATH to its program";

/** A group of tests that need a browser: skipped, with the reason, where there is none, but never in CI. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath === null) {
    if (process.env["CI"]) throw new Error(`expected a browser in CI, got ${MISSING}`);
    console.warn(`Skipped "${name}": ${MISSING}.`);
  }
  describe.skipIf(executablePath === null)(name, tests);
}

export async function launchBrowser(): Promise<Browser> {
  if (executablePath === null) throw new Error(MISSING);
  // Chromium's own sandbox needs what containers run as root do not have; the pages are ours alone.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...DRAW_IN_SOFTWARE, ...sandbox] });
}
