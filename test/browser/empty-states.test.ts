import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { madeClustering } from "../contract/made-runs.js";
import type { ApiHarness } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { drawnPoints, serveDashboard } from "./support/dashboard.js";
import { storyDocuments } from "./support/story-documents.js";
import { openPage, type WatchedPage } from "./support/watched-page.js";

describeInBrowser("a page without a map", () => {
  let harness: ApiHarness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveDashboard(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  const notice = ({ page }: WatchedPage) => page.locator(".page-notice");

  it("leads from no documents over no run to the first map, without being reloaded", async () => {
    const watched = await openPage(browser, harness.url);
    const { page } = watched;
    await notice(watched).getByRole("heading", { name: "No documents yet" }).waitFor();
    expect(await notice(watched).innerText()).toContain("npx topograph ingest news.csv");

    const documents = storyDocuments().slice(0, 200);
    await harness.ingest(documents);
    await notice(watched).getByRole("heading", { name: "200 documents, not clustered yet" }).waitFor();
    await notice(watched).getByRole("button", { name: "Find topics" }).click();
    await expect.poll(() => drawnPoints(page), { timeout: 60_000 }).toBe(200);
    await notice(watched).waitFor({ state: "detached" });
    await page.locator(".topic").first().waitFor();
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  it("names a collection that does not exist, and leads to the one that does", async () => {
    const watched = await openPage(browser, `${harness.url}/#collection=nowhere`);
    await notice(watched).getByRole("heading", { name: "There is no collection named nowhere" }).waitFor();
    await notice(watched).getByRole("button", { name: "Show the default one" }).click();
    await watched.page.locator(".noise-line, .topic").first().waitFor();
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  it("lists the topics of a run without a layout", async () => {
    const { createCollection } = await harness.data(
      `mutation { createCollection(input: { name: "flat" }) { name documentCount } }`,
    );
    expect(createCollection.documentCount).toBe(0);
    await harness.ingest(storyDocuments().slice(0, 120), "flat");
    await harness.recluster({ collection: "flat", layout: false });
    const watched = await openPage(browser, `${harness.url}/#collection=flat`);
    await notice(watched).getByRole("heading", { name: "This run has no map" }).waitFor();
    await watched.page.locator(".topic").first().waitFor();
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  it("says in words why there is no run yet", async () => {
    await harness.data(`mutation { createCollection(input: { name: "failed" }) { name } }`);
    await harness.ingest(storyDocuments().slice(0, 5), "failed");
    const { id } = (await harness.runs.collectionByName("failed"))!;
    const error = { code: "INTERNAL_SERVER_ERROR", message: "The layout needs more memory than there is." } as const;
    const made = madeClustering(id, { status: "FAILED", finishedAt: 1_700_000_000_000, error });
    await harness.runs.insertClustering({ ...made, params: { ...made.params, filter: null } });
    const watched = await openPage(browser, `${harness.url}/#collection=failed`);
    await notice(watched).getByRole("heading", { name: "5 documents, not clustered yet" }).waitFor();
    expect(await notice(watched).getByRole("alert").innerText()).toBe(`The last run failed: ${error.message}`);
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  it("draws a single document, and says that there are no topics", async () => {
    await harness.data(`mutation { createCollection(input: { name: "single" }) { name } }`);
    await harness.ingest(storyDocuments().slice(0, 1), "single");
    await harness.recluster({ collection: "single" });
    const watched = await openPage(browser, `${harness.url}/#collection=single`);
    await expect.poll(() => drawnPoints(watched.page)).toBe(1);
    await watched.page.getByText("No topics: nothing is dense enough").waitFor();
    expect(watched.faults).toEqual([]);
    await watched.close();
  });

  it("turns to the newest run when the one of the address is gone", async () => {
    const id = await harness.recluster({ minClusterSize: 5, layout: false });
    await harness.data("mutation ($id: ID!) { deleteClustering(id: $id) }", { id });
    const watched = await openPage(browser, `${harness.url}/#run=${encodeURIComponent(id)}`);
    await expect.poll(() => drawnPoints(watched.page)).toBe(200);
    expect(new URL(watched.page.url()).hash).toBe("");
    expect(watched.faults).toEqual([]);
    await watched.close();
  });
});
