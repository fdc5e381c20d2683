import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { madeClustering } from "../contract/made-runs.js";
import type { ApiHarness } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { openMap, serveStories } from "./support/dashboard.js";

interface Frame {
  readonly type: string;
  readonly payload?: {
    readonly data?: { readonly clusteringProgress: { readonly stage: string; readonly status: string } };
  };
}

describeInBrowser("runs", () => {
  let harness: ApiHarness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  const figures = (page: Page) => page.locator(".figures dd").allInnerTexts();
  const picker = (page: Page) => page.getByRole("combobox", { name: "Run" });

  it("previews, makes and shows a run of other settings, with its progress over the socket", async () => {
    const { page, faults, close } = await openMap(browser, harness.url);
    const frames: Frame[] = [];
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => frames.push(JSON.parse(String(payload)))),
    );
    // What the panel shows comes and goes quickly: noted as it happens.
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const job = document.querySelector(".job");
        if (job) seen.push(`${job.querySelector("progress")?.value} ${job.querySelector("strong")?.textContent}`);
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const before = await figures(page);

    await page.keyboard.press("r");
    const form = page.getByRole("form", { name: "Settings for a new run" });
    await form.getByLabel("Smallest topic").focus();
    for (let step = 0; step < 11; step++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => form.locator("output").first().innerText()).toBe("20");
    const { clustering } = await harness.data(
      `{ clustering { recut(minClusterSize: 20) { clusterCount noiseShare } } }`,
    );
    const { clusterCount, noiseShare } = clustering.recut;
    const share = `${Math.round(noiseShare * 100)}%`;
    await expect.poll(() => form.locator(".preview").innerText()).toContain(`${clusterCount} topics, ${share}`);
    await form.getByRole("button", { name: "Run" }).click();

    await expect.poll(() => figures(page)).toEqual([before[0], String(clusterCount), share]);
    await expect.poll(() => picker(page).locator("option").count()).toBe(3);
    await expect.poll(() => page.locator(".job").count()).toBe(0);
    const events = frames.flatMap(({ payload }) => (payload?.data ? [payload.data.clusteringProgress] : []));
    expect(events.at(-1)?.status).toBe("SUCCEEDED");
    expect(new Set(events.map(({ stage }) => stage)).size).toBeGreaterThan(2);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    expect(
      seen.some((each) => /^0\.\d/.test(each)),
      seen.join(),
    ).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  it("goes back to an earlier run by the picker, and to the newest", async () => {
    await harness.recluster({ minClusterSize: 8 });
    const { page, faults, close } = await openMap(browser, harness.url);
    const newest = await figures(page);
    const earlier = await picker(page).locator("option").last().getAttribute("value");
    await picker(page).selectOption(earlier);
    await expect.poll(() => figures(page)).not.toEqual(newest);
    await picker(page).selectOption({ index: 0 });
    await expect.poll(() => figures(page)).toEqual(newest);
    expect(faults).toEqual([]);
    await close();
  });

  it("finds the run that is there when the settings are the same", async () => {
    const { page, close } = await openMap(browser, harness.url);
    await page.getByRole("button", { name: "Recluster" }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("These settings were computed before").waitFor();
    await close();
  });

  it("draws the map by the engine that is chosen, which is that of the shown run at first", async () => {
    const { page, faults, close } = await openMap(browser, harness.url);
    await page.keyboard.press("r");
    const engines = page.getByRole("group", { name: "Map by" });
    const pressed = () => engines.locator("[aria-pressed=true]").innerText();
    expect(await pressed()).toBe("Topograph");
    await engines.getByRole("button", { name: "umap-js" }).click();
    const engine = async (): Promise<string> =>
      (await harness.data(`{ clustering { projection { params { engine } } } }`)).clustering.projection.params.engine;
    expect(await engine()).toBe("NATIVE");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect.poll(engine, { timeout: 60_000 }).toBe("UMAP_JS");
    await expect.poll(() => page.locator(".job").count()).toBe(0);
    await expect.poll(pressed).toBe("umap-js");
    expect(faults).toEqual([]);
    await close();
    // The tests behind this one start from the default.
    await harness.recluster({ minClusterSize: 7 });
  }, 120_000);

  it("shows a run that somebody else has started, and turns to it when it is done", async () => {
    const { page, faults, close } = await openMap(browser, harness.url);
    const before = await figures(page);
    // By the slower engine: longer than the page takes to look again.
    const id = await harness.start({ minSamples: 7, projection: { engine: "UMAP_JS", seed: 4, epochs: 2_500 } });
    await page.getByRole("region", { name: "Run under way" }).waitFor();
    await harness.ended(id);
    await expect.poll(() => figures(page)).not.toEqual(before);
    expect(faults).toEqual([]);
    await close();
  });

  it("cancels a run on request", async () => {
    const { page, faults, close } = await openMap(browser, harness.url);
    const id = await harness.start({ minSamples: 9, projection: { engine: "UMAP_JS", seed: 5, epochs: 5_000 } });
    await page.getByRole("region", { name: "Run under way" }).getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The run was cancelled").waitFor();
    expect((await harness.ended(id)).status).toBe("CANCELLED");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect.poll(() => page.locator(".job").count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it("tells that the newest run has failed, and why, beside the last good one", async () => {
    const collection = (await harness.runs.collectionByName("default"))!;
    const error = { code: "INTERNAL_SERVER_ERROR" as const, message: "The layout needs more memory than there is." };
    const requestedAt = Date.now();
    const failed = madeClustering(collection.id, { status: "FAILED", requestedAt, finishedAt: requestedAt, error });
    await harness.runs.insertClustering({ ...failed, params: { ...failed.params, filter: null } });
    const { page, faults, close } = await openMap(browser, harness.url);
    await page.getByText(`failed: ${error.message}`).waitFor();
    expect(await page.locator(".topic").count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await close();
  });
});
