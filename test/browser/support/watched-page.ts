import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page with everything that went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Warnings and errors on the console, exceptions, violations of the policy, requests to other servers. */
  readonly faults: string[];
  close(): Promise<void>;
}

const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, colorScheme: "light" };

export async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<WatchedPage> {
  // Flights of the map take no time, so that a picture of it is one of a map at rest.
  const context = await browser.newContext({ ...DESK, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const { origin } = new URL(url);
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith("http") && target.origin !== origin) faults.push(`request: ${request.url()}`);
  });
  await page.exposeFunction("reportViolation", (violation: string) => faults.push(`policy: ${violation}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation: (violation: string) => void };
      reportViolation(`${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}
