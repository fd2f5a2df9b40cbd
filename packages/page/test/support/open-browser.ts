import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";

/** Debian's; nothing is downloaded for the tests. */
const CHROMIUM = "/usr/bin/chromium";

/** Why the tests in a browser can't be run here; undefined: they can. */
export const noBrowser = existsSync(CHROMIUM)
  ? undefined
  : `skipped: the page in a real browser is tried with Debian's chromium, which is not here (${CHROMIUM}); its rules are held over plain HTTP in test/server all the same`;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // What an attacker does with the names of a domain of his own.
  "--host-resolver-rules=MAP rebound.test 127.0.0.1",
];

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** One browser with a profile of its own, which goes away with it. */
export async function openTestBrowser(): Promise<TestBrowser> {
  // Loaded here: it takes its time, and where there is no browser nobody needs it.
  const { chromium } = await import("playwright-core");
  const profile = mkdtempSync(join(tmpdir(), "rigline-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: QUIET,
    viewport: { width: 1280, height: 900 },
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
