import { fileURLToPath } from "node:url";

import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import { ApiHarness, type HarnessOptions } from "../../support/api-harness.js";
import { storyDocuments } from "./story-documents.js";
import { openPage, type WatchedPage } from "./watched-page.js";

const BUILT = fileURLToPath(new URL("../../../dist/dashboard", import.meta.url));

/** The whole server with the built page. */
export function serveDashboard(options: HarnessOptions = {}): Promise<ApiHarness> {
  return ApiHarness.open({ ...options, server: { dashboardDirectory: BUILT, ...options.server } });
}

/** With one collection of stories, clustered with the defaults. */
export async function serveStories(): Promise<ApiHarness> {
  const harness = await serveDashboard();
  await harness.ingest(storyDocuments());
  await harness.recluster();
  return harness;
}

/** The page with its map drawn. */
export async function openMap(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<WatchedPage & { readonly map: Locator }> {
  const watched = await openPage(browser, url, options);
  const map = watched.page.locator(".map-canvas");
  await expect.poll(() => drawnPoints(watched.page), { timeout: 30_000 }).toBeGreaterThan(0);
  await watched.page.locator(".topic").first().waitFor();
  return { ...watched, map };
}

/** How many documents the map draws. */
export async function drawnPoints(page: Page): Promise<number> {
  return Number(await page.locator(".map-canvas").getAttribute("data-points"));
}

/** How many documents are lit up over the map. */
export async function litPoints(page: Page): Promise<number> {
  return Number(await page.locator(".map-canvas").getAttribute("data-lit"));
}
