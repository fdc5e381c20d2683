/** Takes a picture of the dashboard for the README: `tsx scripts/take-picture.ts http://127.0.0.1:4000 docs/images/sample.png`. */
import { writeFile } from "node:fs/promises";

import { chromium } from "playwright-core";

const SIZE = { width: 1440, height: 900 };
const LARGEST_BYTES = 500_000;

const [url, file] = process.argv.slice(2);
if (url === undefined || file === undefined)
  throw new Error("expected the address of a running server and a file name");

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_PATH"] || "/usr/bin/chromium",
  args: ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(url);
  await page.locator(".map-label").first().waitFor();
  await page.locator('.map-canvas:not([data-points="0"])').waitFor();
  // The last titles come with later pages of the list.
  await page.waitForLoadState("networkidle");
  const picture = await page.screenshot();
  if (picture.length > LARGEST_BYTES) throw new Error(`expected at most ${LARGEST_BYTES} bytes, got ${picture.length}`);
  await writeFile(file, picture);
} finally {
  await browser.close();
}
