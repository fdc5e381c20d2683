import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { ApiHarness } from "../support/api-harness.js";
import { describeInBrowser, launchBrowser } from "./support/chromium.js";
import { openMap, serveStories } from "./support/dashboard.js";
import { openPage } from "./support/watched-page.js";

describeInBrowser("the content security policy", () => {
  let harness: ApiHarness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([serveStories(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  const policyOf = async (path: string): Promise<Map<string, string>> => {
    const { headers } = await fetch(`${harness.url}${path}`, { headers: { accept: "text/html" } });
    const policy = headers.get("content-security-policy") ?? "";
    return new Map(policy.split(";").map((part) => part.trim().split(/ (.*)/, 2) as [string, string]));
  };

  it("allows scripts from the server alone, none inline and none evaluated", async () => {
    for (const path of ["/", "/graphql"]) {
      const policy = await policyOf(path);
      expect(policy.get("script-src"), path).toBe("'self'");
      expect(policy.get("default-src"), path).toBe("'self'");
      expect(policy.get("object-src"), path).toBe("'none'");
      expect(policy.get("frame-ancestors"), path).toBe("'none'");
    }
    expect((await policyOf("/")).get("style-src"), "styles as strict as scripts").toBeUndefined();
  });

  it("is kept by the dashboard in all it does, and enforced against what breaks it", async () => {
    const { page, faults, close } = await openMap(browser, harness.url);
    await page.locator(".topic-open").first().click();
    await page.locator(".inspector .document-row button").first().click();
    await page.keyboard.press("r");
    await page.keyboard.press("t");
    await page.keyboard.press("?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("something");
    await page.locator(".inspector .document-row").first().waitFor();
    expect(faults).toEqual([]);

    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ranInline = true";
      document.body.append(script);
    });
    await expect.poll(() => faults.filter((fault) => fault.startsWith("policy: script-src"))).toHaveLength(1);
    expect(await page.evaluate(() => "ranInline" in globalThis)).toBe(false);
    await close();
  });

  it("lets GraphiQL work, which loads nothing from elsewhere and runs a query", async () => {
    const { page, faults, close } = await openPage(browser, `${harness.url}/graphql`);
    await page.locator(".graphiql-execute-button").click();
    const result = page.locator(".result-window");
    await expect.poll(() => result.innerText()).toContain('"noiseShare"');
    const { clustering } = await harness.data(`{ clustering { documentCount } }`);
    expect(await result.innerText()).toContain(String(clustering.documentCount));
    // Its schema has come as well: the explorer knows the queries.
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByText("Query", { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });
});
