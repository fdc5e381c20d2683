import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import type { ApiHarness, Data } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { drawnPoints, openMap, serveStories } from "./support/dashboard.js";
import type { WatchedPage } from "./support/watched-page.js";

describeInBrowser("the legend", () => {
  let harness: ApiHarness;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  /** Of the topics, largest first. */
  let sizes: number[];
  let noise: number;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
    const { clustering } = await harness.data(
      `{ clustering { noiseCount clusters(first: 100) { edges { node { size } } } } }`,
    );
    noise = clustering.noiseCount;
    sizes = clustering.clusters.edges.map((edge: Data) => edge.node.size);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });
  beforeEach(async () => {
    watched = await openMap(browser, harness.url);
    page = watched.page;
  });
  afterEach(async () => {
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const all = () => sum(sizes) + noise;
  const points = () => expect.poll(() => drawnPoints(page));
  const line = (label: number) => page.locator(`.legend-line[data-label="${label}"]`);

  it("has a line for each of the 30 largest topics, one for the rest and one for no topic", async () => {
    expect(sizes.length).toBeGreaterThan(30);
    const lines = page.locator(".legend-line");
    await expect.poll(() => lines.count()).toBe(32);
    expect(await lines.nth(30).innerText()).toBe(`${sizes.length - 30} smaller topics`);
    expect(await lines.nth(31).innerText()).toBe("No topic");
  });

  it("switches topics off and on by a click each", async () => {
    await line(0).click();
    await points().toBe(all() - sizes[0]!);
    expect(await line(0).getAttribute("aria-pressed")).toBe("false");
    await page.waitForTimeout(600);
    await line(2).click();
    await points().toBe(all() - sizes[0]! - sizes[2]!);
    await page.waitForTimeout(600);
    await line(0).click();
    await points().toBe(all() - sizes[2]!);
    await page.keyboard.press("a");
    await points().toBe(all());
  });

  it("leaves a topic alone on the map by a double click, and brings all back by another", async () => {
    await line(1).dblclick();
    await points().toBe(sizes[1]!);
    expect(await page.locator('.legend-line[aria-pressed="true"]').count()).toBe(1);
    expect(await page.locator(".map-label").count()).toBe(1);
    await line(1).dblclick();
    await points().toBe(all());
  });

  it("adds topics to an isolated one by a click", async () => {
    await line(1).dblclick();
    await points().toBe(sizes[1]!);
    await page.waitForTimeout(600);
    await line(3).click();
    await points().toBe(sizes[1]! + sizes[3]!);
    await page.getByRole("button", { name: "all on" }).click();
    await points().toBe(all());
  });

  it("switches the smaller topics together, and those of no topic", async () => {
    await page.locator(".legend-line.others").click();
    await points().toBe(sum(sizes.slice(0, 30)) + noise);
    await line(-1).click();
    await points().toBe(sum(sizes.slice(0, 30)));
  });

  it("works by keyboard: Enter switches, Shift and Enter isolate, l closes", async () => {
    await line(2).focus();
    await page.keyboard.press("Enter");
    await points().toBe(all() - sizes[2]!);
    await page.keyboard.press("Enter");
    await points().toBe(all());
    await page.keyboard.press("Shift+Enter");
    await points().toBe(sizes[2]!);
    await page.keyboard.press("l");
    await page.locator(".legend").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Open the legend" }).click();
    await page.locator(".legend").waitFor();
  });

  it("is the same switch as the one in the list of topics", async () => {
    const inList = page.locator(".topic .switch").nth(4);
    await inList.click();
    await points().toBe(all() - sizes[4]!);
    expect(await line(4).getAttribute("aria-pressed")).toBe("false");
  });

  it("lets a topic stand out while the pointer is on its line", async () => {
    const before = await page.locator(".map-canvas").screenshot();
    await line(0).hover();
    await expect.poll(async () => (await page.locator(".map-canvas").screenshot()).equals(before)).toBe(false);
  });
});
