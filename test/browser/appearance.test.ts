import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ApiHarness } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { litPoints, openMap, serveStories } from "./support/dashboard.js";
import { MapPicture } from "./support/map-picture.js";
import { textsOfLowContrast } from "./support/text-contrast.js";

/** Of rings and lines around what is lit up, in the light scheme. */
const INK = [20, 24, 29] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1100, height: 700 },
  { width: 390, height: 844 },
];

describeInBrowser("the page", () => {
  let harness: ApiHarness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  describe.each(SIZES)("at $width x $height", (viewport) => {
    it("fits the window, and no panel over the map covers another", async () => {
      const { page, faults, close } = await openMap(browser, harness.url, { viewport });
      const tooWide = await page.evaluate(() =>
        Array.from(document.querySelectorAll("body, .top-bar, .side-head, .side, .map, .noise-line, .recluster-opener"))
          .filter((element) => element.getBoundingClientRect().right > innerWidth || (element.scrollWidth > element.clientWidth && element.clientWidth > 0))
          .map((element) => element.className || element.tagName),
      ); // prettier-ignore
      expect(tooWide).toEqual([]);
      const boxes = await page.locator(".noise-line, .legend, .legend-opener, .map-buttons").evaluateAll((panels) =>
        panels.map((panel) => {
          const { left, top, right, bottom } = panel.getBoundingClientRect();
          return { name: panel.className, left, top, right, bottom };
        }),
      );
      expect(boxes.length).toBe(3);
      for (const [at, a] of boxes.entries()) {
        for (const b of boxes.slice(at + 1)) {
          const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          expect(apart, `${a.name} | ${b.name}`).toBe(true);
        }
      }
      expect(faults).toEqual([]);
      await close();
    });

    it("keeps a selected document and its neighbors where they can be seen", async () => {
      const { page, close } = await openMap(browser, harness.url, { viewport });
      await page.locator(".topic-open").first().click();
      await page.locator(".inspector .document-row button").first().click();
      await expect.poll(() => litPoints(page)).toBe(10);
      await page.mouse.move(5, 5);
      const inspector = (await page.locator(".inspector").boundingBox())!;
      const map = (await page.locator(".map").boundingBox())!;
      const liesOver = inspector.x > map.x && inspector.y < map.y + map.height;
      const free = liesOver ? inspector.x : map.x + map.width;
      const picture = await MapPicture.take(page);
      expect(picture.count(INK)).toBeGreaterThan(50);
      expect(picture.rightmost(INK)).toBeLessThan(free);
      await close();
    });
  });

  it.each(["light", "dark"] as const)("has text of enough contrast everywhere, %s", async (colorScheme) => {
    const { page, faults, close } = await openMap(browser, harness.url, { colorScheme });
    expect(await textsOfLowContrast(page)).toEqual([]);
    // Switched off, selected, opened: each has colors of its own.
    await page.locator(".legend-line").nth(0).dblclick();
    await page.locator(".topic-open").nth(1).click();
    await page.keyboard.press("r");
    await page.locator(".inspector .document-row").first().waitFor();
    expect(await textsOfLowContrast(page)).toEqual([]);
    await page.keyboard.press("?");
    expect(await textsOfLowContrast(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it("names every control, and shows where the focus is", async () => {
    const { page, close } = await openMap(browser, harness.url);
    await page.keyboard.press("r");
    const unnamed = await page.locator("button, a, input, select").evaluateAll((controls) =>
      controls
        .filter((control) => {
          const labels = (control as HTMLInputElement).labels;
          return !(control.getAttribute("aria-label") || labels?.length || control.textContent?.trim());
        })
        .map((control) => control.outerHTML),
    );
    expect(unnamed).toEqual([]);
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
        return `${outlineStyle} ${outlineWidth}`;
      });
      expect(outline, `stop ${step + 1}`).toBe("solid 2px");
    }
    await close();
  });
});
