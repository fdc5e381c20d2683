import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import type { ApiHarness, Data } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { litPoints, openMap, serveStories } from "./support/dashboard.js";
import type { WatchedPage } from "./support/watched-page.js";

describeInBrowser("the lists", () => {
  let harness: ApiHarness;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let topics: Data[];

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
    const { clustering } = await harness.data(`{ clustering { clusters(first: 100) { edges { node {
      id title size keywords { term }
      members(first: 100) { edges { node { probability document { title } } } }
    } } } } }`);
    topics = clustering.clusters.edges.map((edge: Data) => edge.node);
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

  const panel = (name: string) => page.getByRole("complementary", { name, exact: true });

  it("names the 30 largest topics with size and keywords, and counts the rest", async () => {
    const rows = page.locator(".topic");
    await expect.poll(() => rows.count()).toBe(30);
    const shown = topics.slice(0, 30);
    expect(await rows.locator(".topic-title").allInnerTexts()).toEqual(shown.map(({ title }) => title));
    expect(await rows.locator(".number").allInnerTexts()).toEqual(shown.map(({ size }) => String(size)));
    const keywords = await rows.first().locator(".topic-keywords").innerText();
    expect(keywords).toBe(topics[0].keywords.slice(0, 6).map(({ term }: Data) => term).join(" · ")); // prettier-ignore

    const rest = page.getByRole("button", { name: `and ${topics.length - 30} more topics` });
    await rest.click();
    await expect.poll(() => rows.count()).toBe(topics.length);
    expect(await rest.count()).toBe(0);
  });

  it("shows the members of a clicked topic page by page, the surest first", async () => {
    await page.locator(".topic-open").first().click();
    const rows = panel("Topic").locator(".document-row");
    await expect.poll(() => rows.count()).toBe(50);
    expect(await panel("Topic").locator("h3").innerText()).toContain(topics[0].title);
    expect(await panel("Topic").locator("h4").innerText()).toBe(`${topics[0].size} documents`);
    await panel("Topic")
      .getByRole("button", { name: `${topics[0].size - 50} more` })
      .click();
    await expect.poll(() => rows.count()).toBe(topics[0].size);
    const members = topics[0].members.edges.map((edge: Data) => edge.node);
    expect(await rows.locator(".document-title").allInnerTexts()).toEqual(
      members.map((each: Data) => each.document.title),
    );
    expect(await rows.locator(".number").allInnerTexts()).toEqual(
      members.map((each: Data) => `${Math.round(each.probability * 100)}%`),
    );
  });

  it("goes from a topic to a member, to its neighbors, and back step by step", async () => {
    await page.locator(".topic-open").nth(1).click();
    await panel("Topic").locator(".document-row button").first().click();
    await panel("Document").locator(".document-row").first().waitFor();
    await expect.poll(() => litPoints(page)).toBe(10);
    await page.keyboard.press("Escape");
    await panel("Topic").waitFor();
    await page.goBack();
    await panel("Document").waitFor();
    await page.goForward();
    await panel("Topic").waitFor();
    await page.keyboard.press("Escape");
    await panel("Topic").waitFor({ state: "detached" });
  });

  it("walks through the topics by j and k", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect.poll(() => page.locator('.topic[data-selected="true"] .topic-title').allInnerTexts()).toEqual([topics[1].title]); // prettier-ignore
    await page.keyboard.press("k");
    await expect.poll(() => page.locator('.topic[data-selected="true"] .topic-title').allInnerTexts()).toEqual([topics[0].title]); // prettier-ignore
  });

  it("comes to the same place by the address alone", async () => {
    await page.locator(".topic-open").nth(2).click();
    await panel("Topic").locator(".document-row").first().waitFor();
    const address = page.url();
    const other = await openMap(browser, address);
    await other.page.locator(".inspector h3").waitFor();
    await expect.poll(() => other.page.locator(".inspector h3").innerText()).toContain(topics[2].title);
    expect(other.faults).toEqual([]);
    await other.close();
  });

  it("searches by meaning: / leads to the box, results are listed and lit up, Escape leaves", async () => {
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("search-box");
    const text = topics[1].members.edges[0].node.document.title;
    await page.keyboard.type(text);
    const rows = panel("Search").locator(".document-row");
    await expect.poll(() => rows.count()).toBe(25);
    await expect.poll(() => litPoints(page)).toBe(25);
    const found = await harness.data(`query ($text: String!) { search(text: $text, k: 25) { document { title } } }`, {
      text,
    });
    expect(await rows.locator(".document-title").allInnerTexts()).toEqual(
      found.search.map(({ document }: Data) => document.title),
    );
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await panel("Search").waitFor({ state: "detached" });
  });

  it("tells its keys", async () => {
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await dialog.waitFor();
    expect(await dialog.locator("kbd").count()).toBeGreaterThan(10);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });
});
