import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { ApiHarness } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { openMap, serveDashboard, serveStories } from "./support/dashboard.js";

describeInBrowser("a server that goes away and comes back", () => {
  let harness: ApiHarness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  it("is told of, waited for, and used again without a reload", async () => {
    const { directory, url } = harness;
    const { page, faults, close } = await openMap(browser, url);
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    const topics = await page.locator(".topic").count();

    await harness.close({ keep: true });
    const banner = page.locator(".banner");
    await banner.waitFor();
    expect(await banner.innerText()).toContain("The server does not answer.");
    expect(await page.locator(".topic").count(), "what was loaded stays").toBe(topics);
    // Asked for while nobody is there: it must come by itself later.
    await page.locator(".topic-open").first().click();
    await page.locator(".inspector .error").waitFor();

    harness = await serveDashboard({ directory, port: Number(new URL(url).port) });
    await banner.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".inspector .document-row").count()).toBe(50);
    await page.keyboard.press("Escape");

    // The socket, too: a run is followed to its end.
    const before = await page.locator(".figures dd").allInnerTexts();
    await page.keyboard.press("r");
    await page.getByLabel("Smallest topic").focus();
    for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect.poll(() => page.locator(".figures dd").allInnerTexts()).not.toEqual(before);

    expect(await page.evaluate(() => "isSamePage" in globalThis)).toBe(true);
    // The browser itself notes each failed request, and the page its silence; there is nothing else.
    const expected = /^console: (Failed to load resource|WebSocket connection|The overview could not be read)/;
    expect(faults.filter((fault) => !expected.test(fault))).toEqual([]);
    await close();
  });
});
