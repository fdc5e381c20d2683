import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import type { ApiHarness, Data } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { drawnPoints, litPoints, openMap, serveStories } from "./support/dashboard.js";
import { MapPicture, topicColor } from "./support/map-picture.js";
import type { WatchedPage } from "./support/watched-page.js";

const INK = [20, 24, 29] as const;
const LARGEST = '.legend-line[data-label="0"]';
const NOISE = '.legend-line[data-label="-1"]';

describeInBrowser("the map", () => {
  let harness: ApiHarness;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let run: Data;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
    const query = `{ clustering {
      documentCount clusterCount noiseCount noiseShare
      clusters(first: 1) { edges { node { title size } } }
      assignments(view: NEAREST) { labels }
    } }`;
    run = (await harness.data(query)).clustering;
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

  const points = () => expect.poll(() => drawnPoints(page));

  it("draws every document, topics in their colors and the rest in gray", async () => {
    expect(await drawnPoints(page)).toBe(run.documentCount);
    const picture = await MapPicture.take(page);
    for (const label of [0, 1, 2]) {
      const color = await topicColor(page, `.legend-line[data-label="${label}"]`);
      expect(picture.count(color), `pixels of topic ${label}`).toBeGreaterThan(100);
    }
    expect(picture.count(await topicColor(page, NOISE))).toBeGreaterThan(100);
  });

  it("says how much belongs to no topic, and hides it by one key", async () => {
    const line = page.locator(".noise-line");
    expect(run.noiseCount).toBeGreaterThan(20);
    expect(await line.innerText()).toContain(`${Math.round(run.noiseShare * 100)}% belong to no topic`);
    const gray = await topicColor(page, NOISE);

    await page.keyboard.press("n");
    await points().toBe(run.documentCount - run.noiseCount);
    expect((await MapPicture.take(page)).count(gray)).toBe(0);
    expect(await line.getByRole("button", { name: "Hide" }).getAttribute("aria-pressed")).toBe("true");

    await page.keyboard.press("n");
    await points().toBe(run.documentCount);
    expect((await MapPicture.take(page)).count(gray)).toBeGreaterThan(100);
  });

  it("gives each document of no topic its nearest one on request", async () => {
    const gray = await topicColor(page, NOISE);
    await page.locator(".noise-line").getByRole("button", { name: "Nearest topic" }).click();
    const joined = run.assignments.labels.filter((label: number) => label === 0).length;
    const size = page.locator(".topic").first().locator(".number");
    await expect.poll(() => size.innerText()).toBe(String(joined));
    expect(joined).toBeGreaterThanOrEqual(run.clusters.edges[0].node.size);
    expect(await drawnPoints(page)).toBe(run.documentCount);
    expect((await MapPicture.take(page)).count(gray)).toBe(0);
  });

  it("shows what is under the pointer: title, the first 200 characters, topic and probability", async () => {
    const { title } = run.clusters.edges[0].node;
    await page.locator(LARGEST).dblclick();
    await points().toBe(run.clusters.edges[0].node.size);
    const { x, y } = (await MapPicture.take(page)).find(await topicColor(page, LARGEST));
    await page.mouse.move(x, y);
    const card = page.getByRole("tooltip");
    await card.locator("h3").waitFor();

    const heading = await card.locator("h3").innerText();
    const found = await harness.data(
      `{ documents(first: 100) { edges { node { title text membership { probability cluster { title } } } } } }`,
    );
    const documents = found.documents.edges.map((edge: Data) => edge.node);
    const shown = await card.locator("p").first().innerText();
    const document = documents.find(
      (each: Data) => each.title === heading && each.text.startsWith(shown.replace("…", "")),
    );
    expect(document, heading).toBeDefined();
    expect(shown.length).toBeGreaterThan(150);
    expect(shown.length).toBeLessThanOrEqual(201);
    expect(document.membership.cluster.title).toBe(title);
    expect(await card.locator(".topic-line").innerText()).toContain(title);
    expect(await card.locator(".number").innerText()).toBe(`${Math.round(document.membership.probability * 100)}%`);

    await page.mouse.move(5, 5);
    await card.waitFor({ state: "detached" });
  });

  it("lists the neighbors of a clicked document and lights them up", async () => {
    await page.locator(LARGEST).dblclick();
    await points().toBe(run.clusters.edges[0].node.size);
    const color = await topicColor(page, LARGEST);
    const before = await MapPicture.take(page);
    const { x, y } = before.find(color);
    await page.mouse.click(x, y);
    const panel = page.getByRole("complementary", { name: "Document" });
    const rows = panel.locator(".document-row");
    await expect.poll(() => rows.count()).toBe(10);

    const id = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("document");
    const { document } = await harness.data(
      `query ($id: ID!) { document(id: $id) { title neighbors(k: 10) { distance document { title } } } }`,
      { id },
    );
    expect(await panel.locator("h3").innerText()).toBe(document.title);
    expect(await rows.locator(".document-title").allInnerTexts()).toEqual(
      document.neighbors.map((each: Data) => each.document.title),
    );
    expect(await rows.locator(".number").allInnerTexts()).toEqual(
      document.neighbors.map((each: Data) => each.distance.toFixed(3)),
    );

    await expect.poll(() => litPoints(page)).toBe(10);
    expect(before.count(INK)).toBe(0);
    await page.mouse.move(5, 5);
    const lit = await MapPicture.take(page);
    expect(lit.count(INK), "pixels of rings and lines").toBeGreaterThan(50);

    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(() => litPoints(page)).toBe(0);
  });

  it("lets go of a document when empty paper is clicked", async () => {
    await page.locator(LARGEST).dblclick();
    await points().toBe(run.clusters.edges[0].node.size);
    const picture = await MapPicture.take(page);
    const [point, paper] = [picture.find(await topicColor(page, LARGEST)), picture.findPaper()];
    await page.mouse.click(point.x, point.y);
    await page.locator(".inspector").waitFor();
    await page.mouse.click(paper.x, paper.y);
    await page.locator(".inspector").waitFor({ state: "detached" });
  });

  it("writes titles that do not overlap and lie within the map, at every zoom", async () => {
    const map = (await page.locator(".map").boundingBox())!;
    for (const key of ["f", "+", "-", "-"]) {
      await page.keyboard.press(key);
      const boxes = await settledLabels(page);
      expect(boxes.length, key).toBeGreaterThan(2);
      for (const [at, a] of boxes.entries()) {
        const isWithin =
          a.left >= map.x && a.right <= map.x + map.width && a.top >= map.y && a.bottom <= map.y + map.height;
        expect(isWithin, `${key} ${JSON.stringify(a)} in ${JSON.stringify(map)}`).toBe(true);
        for (const b of boxes.slice(at + 1)) {
          const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          expect(apart, `${a.text} | ${b.text}`).toBe(true);
        }
      }
    }
  });

  it("moves by dragging and by the arrow keys, and comes back by one key", async () => {
    const color = await topicColor(page, LARGEST);
    await page.locator(LARGEST).dblclick();
    await points().toBe(run.clusters.edges[0].node.size);
    const home = (await MapPicture.take(page)).find(color);
    await page.mouse.move(home.x - 300, home.y);
    await page.mouse.down();
    await page.mouse.move(home.x - 350, home.y + 40, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await MapPicture.take(page)).find(color).x).toBeLessThan(home.x - 30);
    expect(await page.locator(".inspector").count()).toBe(0);
    await page.keyboard.press("f");
    await expect.poll(async () => (await MapPicture.take(page)).find(color)).toEqual(home);
    await page.locator(".map-stage").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await MapPicture.take(page)).find(color).x).toBeLessThan(home.x - 50);
    await page.keyboard.press("f");
    await expect.poll(async () => (await MapPicture.take(page)).find(color)).toEqual(home);
  });
});

interface LabelBox {
  readonly text: string | null;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The titles on the map as soon as they have come to rest after a zoom. */
async function settledLabels(page: Page): Promise<LabelBox[]> {
  const read = (): Promise<LabelBox[]> =>
    page.locator(".map-label").evaluateAll((labels) =>
      labels.map((label) => {
        const { left, top, right, bottom } = label.getBoundingClientRect();
        return { text: label.textContent, left, top, right, bottom };
      }),
    );
  let [before, now] = [await read(), [] as LabelBox[]];
  await expect
    .poll(async () => {
      [before, now] = [now, await read()];
      return now.length > 0 && JSON.stringify(before) === JSON.stringify(now);
    })
    .toBe(true);
  return now;
}
