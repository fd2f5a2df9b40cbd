/// <reference lib="dom" />
import { request } from "node:http";
import { loadavg } from "node:os";
import { noBrowser, openTestBrowser } from "../../../page/test/support/open-browser.js";
import { addPerson } from "../../src/people/people.js";
import { TESTER } from "../support/databases.js";
import { hashPassword } from "../../src/people/passwords.js";
import type { Database } from "../../src/store/database.js";

const PASSWORD = "four-horses-in-the-rain";

interface PageParts {
  readonly database: Database;
  readonly origin: string;
  readonly views: number;
  /** Of the server. */
  readonly cpuSeconds: () => number;
}

/** What one opening of the page costs; milliseconds since it was asked for, as the browser has them. */
interface View {
  readonly painted: number;
  readonly rigs: number;
  readonly answered: number;
  readonly waited: number;
  readonly nodes: number;
  readonly bytes: number;
  readonly busy: number;
  readonly cpu: number;
}

/** Opens the page of a fleet so often, in Chromium; the medians, as rows of a table. The first opening is not counted. */
export async function measurePage({ database, origin, views, cpuSeconds }: PageParts): Promise<string> {
  if (noBrowser !== undefined) return noBrowser;
  const password = await hashPassword(PASSWORD, { work: 4, block: 8, lanes: 1 });
  await addPerson(database, TESTER, { name: "ann", role: "reader", password });
  const browser = await openTestBrowser();
  const { context } = browser;
  try {
    const [name = "", value = ""] = (await signIn(origin)).split(";")[0]?.split("=") ?? [];
    await context.addCookies([{ name, value, url: origin }]);
    await context.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelector("li.session") === null) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("rigs")));
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    const seen: View[] = [];
    for (let view = 0; view <= views; view += 1) {
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send("Performance.enable");
      await devtools.send("Network.enable");
      let asked = { id: "", at: NaN };
      let waited = NaN;
      devtools.on("Network.requestWillBeSent", ({ requestId: id, request: { url }, timestamp: at }) => {
        if (url.endsWith("/api/events")) asked = { id, at };
      });
      devtools.on("Network.responseReceived", ({ requestId, timestamp }) => {
        if (requestId === asked.id) waited = (timestamp - asked.at) * 1000;
      });
      const cpu = cpuSeconds();
      await page.goto(origin);
      await page.waitForFunction(() => performance.getEntriesByName("rigs").length > 0);
      // What is drawn and asked for later counts too.
      await page.waitForFunction(() => document.querySelector(".day-plot svg") !== null);
      await page.waitForTimeout(1000);
      const told = await page.evaluate(() => {
        const [opened] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
        const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
        return {
          painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
          rigs: performance.getEntriesByName("rigs")[0]?.startTime ?? NaN,
          answered: opened?.responseEnd ?? NaN,
          nodes: document.querySelectorAll("*").length,
          bytes: (opened?.transferSize ?? 0) + resources.reduce((sum, { transferSize }) => sum + transferSize, 0),
        };
      });
      const { metrics } = await devtools.send("Performance.getMetrics");
      const busy = (metrics.find(({ name: metric }) => metric === "TaskDuration")?.value ?? NaN) * 1000;
      if (view > 0) seen.push({ ...told, waited, busy, cpu: (cpuSeconds() - cpu) * 1000 });
      await page.close();
    }
    const state = await context.request.get(`${origin}/api/state`);
    const stateBytes = (await state.body()).length;
    const median = (of: (view: View) => number): string => {
      const sorted = seen.map(of).toSorted((one, other) => one - other);
      const spread = `${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)}`;
      return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} (${spread})`;
    };
    return [
      `| the page in Chromium, ${views} times, load ${loadavg()[0]?.toFixed(1)}: median (least to most) | |`,
      `| something is painted, ms | ${median(({ painted }) => painted)} |`,
      `| the first rigs are painted, ms | ${median(({ rigs }) => rigs)} |`,
      `| of that the server's answer with all rigs is waited for, ms | ${median(({ waited }) => waited)} |`,
      `| the server's processor for one opening and a second of looking on, ms | ${median(({ cpu }) => cpu)} |`,
      `| the browser's main thread until then, ms | ${median(({ busy }) => busy)} |`,
      `| elements in the document | ${median(({ nodes }) => nodes)} |`,
      `| bytes: of all rigs / beside them | ${stateBytes} / ${median(({ bytes }) => bytes)} |`,
      "",
    ].join("\n");
  } finally {
    await browser.close();
  }
}

/** The cookie. */
function signIn(origin: string): Promise<string> {
  const body = JSON.stringify({ name: "ann", password: PASSWORD });
  const headers = { "content-type": "application/json", "x-rigline": "page", origin };
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}/api/sign-in`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.headers["set-cookie"]?.[0] ?? "");
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
