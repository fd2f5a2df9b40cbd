/// <reference lib="dom" />
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NAMES, startBrowserRig, type BrowserRig } from "../support/browser-rig.js";
import { bringAxe, findViolations } from "../support/find-violations.js";
import { serveHostileSite } from "../support/hostile-site.js";
import { knownSession, manySessions } from "../support/many-sessions.js";
import { noBrowser, openTestBrowser, type TestBrowser } from "../support/open-browser.js";

if (noBrowser !== undefined) console.log(noBrowser);

/** What can't come any more is waited for so long; on a machine with much to do, what does come takes some seconds. */
const PATIENCE_MS = 12_000;

describe.skipIf(noBrowser !== undefined)("the page in a browser", () => {
  let rig: BrowserRig;
  let browser: TestBrowser;
  let context: BrowserContext;
  let view: Page;
  /** Where others are at work. */
  let other: Page;
  let known: BrowserRig["sessions"];
  const errors: string[] = [];
  const requested = new Set<string>();

  beforeAll(async () => {
    [rig, browser] = await Promise.all([startBrowserRig(), openTestBrowser()]);
    ({ context } = browser);
    context.setDefaultTimeout(PATIENCE_MS);
    known = rig.sessions;
    context.on("request", (request) => requested.add(new URL(request.url()).origin));
    [view, other] = await Promise.all([context.newPage(), context.newPage()]);
    await view.bringToFront();
    view.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
    view.on("pageerror", (error) => errors.push(error.message));
    await view.goto(rig.page.makeLink());
  });

  afterAll(async () => {
    await browser.close();
    await rig.close();
  });

  beforeEach(() => {
    rig.answer = () => ({ output: JSON.stringify([{ name: "x", result: "done", step: "held" }]) });
  });

  // A failed test leaves its filter or its question on the page that all share: the next one finds it as it was.
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    await rig.tell(known);
    await view.emulateMedia({ colorScheme: "light" });
    await view.setViewportSize({ width: 1280, height: 900 });
    await view.reload();
    await row(NAMES.stuck).waitFor();
  });

  /** Also of what is not in sight, which is laid out, and has an inner text, only when somebody scrolls there. */
  const textOf = async (what: Locator): Promise<string> => (await what.textContent()) ?? "";
  const row = (name: string) => view.locator(".session", { hasText: name });
  const button = (name: string | RegExp) => view.getByRole("button", { name });
  const ranSince = (before: number): readonly (readonly string[])[] => rig.page.ran.slice(before);

  test("the link opens it, and is out of the address bar and of no use to anybody else", async () => {
    expect(view.url()).toBe(`${rig.page.origin}/`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: `rigline_page_${rig.page.port}`, httpOnly: true, sameSite: "Strict" });
    expect(await view.evaluate(() => document.cookie)).toBe("");
  });

  test("the three questions are answered first, and the tab says trouble", async () => {
    await row(NAMES.stuck).waitFor();
    const answers = await view.locator(".answer").allInnerTexts();
    expect(answers.map((text) => text.split(/\n+/).slice(0, 2))).toEqual([
      ["May I go home?", "No"],
      ["May I delete?", "Yes, 1"],
      ["Who must act?", "You"],
    ]);
    expect(await view.title()).toBe("(1) rig-1: needs you");
  });

  test("each session has one word, with why and what to do where somebody is needed", async () => {
    const words = await view.locator(".session .word").allTextContents();
    expect(words).toEqual(["needs you", "recording", "copying", "waiting for its time", "safe", "declined"]);
    const needy = await textOf(row(NAMES.stuck));
    expect(needy).toContain("DESTINATION_FULL");
    expect(needy).toContain("Make room at the destination");
    expect(await textOf(row(NAMES.copying))).toContain("34 % · 85.0 MB/s · 93 s left");
  });

  test("who records, since when and its last lines are in sight", async () => {
    const live = await view.locator(".live").innerText();
    expect(live).toContain("Ann Lee, since");
    expect(live).toContain("2026-07-14T150001Z  trial 2 <b>hit</b>");
    expect(live).not.toContain("of another");
    expect(live).toContain("600.0 GB free");
  });

  test("counters filter, the search finds, and neither resets the other", async () => {
    await button(/^Safe/).click();
    expect(await view.locator(".session .name").allTextContents()).toEqual([NAMES.safe]);
    await view.keyboard.press("/");
    await view.keyboard.type("7000");
    await view.getByText("No session is shown here.").waitFor();
    await button(/^All/).click();
    expect(await view.locator(".session .name").allTextContents()).toEqual([NAMES.stuck, NAMES.waiting]);
    await view.keyboard.press("/");
    await view.keyboard.press("Escape");
    await row(NAMES.safe).waitFor();
  });

  test("a session opens by keyboard alone, with its history and its plot", async () => {
    await row(NAMES.stuck).locator(".head").focus();
    await view.keyboard.press("ArrowDown");
    await view.keyboard.press("ArrowDown");
    await view.keyboard.press("Enter");
    const open = row(NAMES.copying);
    await open.locator(".timeline li").first().waitFor();
    expect(await textOf(open.locator(".timeline"))).toContain("48 files to copy");
    await open.locator(".throughput canvas").waitFor();
    expect(await open.locator(".head").getAttribute("aria-expanded")).toBe("true");
  });

  test("a hold is done at once, by the daemon's command, and its toast stays until it is put away", async () => {
    const before = rig.page.ran.length;
    await row(NAMES.copying).getByRole("button", { name: "Hold" }).click();
    const toast = view.locator(".toast.done");
    await toast.waitFor();
    expect(await toast.innerText()).toContain("it is held now");
    expect(ranSince(before)).toMatchObject([
      ["/watchdog.js", "hold", "-c", rig.queue.watchConfig, "--json", "--", expect.anything()],
    ]);
    await toast.getByRole("button").click();
    await toast.waitFor({ state: "detached" });
  });

  test("a cancel is asked twice, and nothing is done by the first", async () => {
    const before = rig.page.ran.length;
    await row(NAMES.copying).getByRole("button", { name: "Cancel…" }).click();
    await view.getByRole("dialog").waitFor();
    await view.keyboard.press("Escape");
    await view.getByRole("dialog").waitFor({ state: "detached" });
    expect(ranSince(before)).toEqual([]);
    rig.answer = () => ({
      exitCode: 6,
      output: JSON.stringify({ error: { message: "it is too late", todo: "Ask them." } }),
    });
    await row(NAMES.copying).getByRole("button", { name: "Cancel…" }).click();
    await view.getByLabel(/^Why/).fill("a test");
    await button("Cancel the hand-off").click();
    const refused = view.locator(".toast.refused");
    expect(await refused.innerText()).toContain("it is too late. Ask them.");
    expect(await refused.getAttribute("role")).toBe("alert");
    expect(ranSince(before)).toMatchObject([expect.arrayContaining(["cancel", "--reason=a test"])]);
    await refused.getByRole("button").click();
  });

  test("cleaning up says first what would be deleted", async () => {
    const before = rig.page.ran.length;
    rig.answer = (command) => {
      const decision = command.includes("--dry-run") ? "delete" : "deleted";
      return { output: JSON.stringify({ sessions: [{ decision, files: 3, bytes: 84e9 }] }) };
    };
    await button("Clean up…").click();
    await view.getByText("To be deleted: 3 files, 84.0 GB of 1 session").waitFor();
    expect(ranSince(before).map((command) => command.includes("--yes"))).toEqual([false]);
    await button("Delete at the rig").click();
    await view.locator(".toast.done").waitFor();
    expect(ranSince(before).map((command) => command.includes("--yes"))).toEqual([false, true]);
    await view.locator(".toast.done").getByRole("button").click();
  });

  test("what changes is seen without being asked for", async () => {
    await rig.tell([...rig.sessions, knownSession("800001_new", "queued")]);
    await row("800001_new").waitFor();
    expect(await textOf(row("800001_new").locator(".word"))).toBe("queued");
    await rig.tell(rig.sessions.filter(({ name }) => name !== "800001_new"));
    await row("800001_new").waitFor({ state: "detached" });
  });

  test("nothing of a name, a reason, an error or a log is ever markup", async () => {
    const markup = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
    const hostile = knownSession(`800002_${markup}`, "stuck", {
      detail: markup,
      todo: `\`${markup}\` ${markup}`,
      isOver: true,
    });
    await rig.tell([...rig.sessions, hostile]);
    await row("800002_").locator(".head").click();
    await row("800002_").locator(".details dl").waitFor();
    expect(await textOf(row("800002_"))).toContain(markup);
    expect(await view.locator("#page img, #page script, .live b").count()).toBe(0);
    expect(await view.title()).toContain("needs you");
    await rig.tell(rig.sessions.filter((one) => one !== hostile));
    await row("800002_").waitFor({ state: "detached" });
  });

  test("nothing is wrong by WCAG 2.2 AA, as axe tells it, with a question open and without, in light and in dark", async () => {
    await bringAxe(view);
    expect(await findViolations(view)).toEqual([]);
    await button("Clean up…").click();
    expect(await findViolations(view)).toEqual([]);
    await view.emulateMedia({ colorScheme: "dark" });
    expect(await findViolations(view, ["color-contrast"])).toEqual([]);
    await button("No, leave it").click();
    // Only the colours are others.
    expect(await findViolations(view, ["color-contrast"])).toEqual([]);
    await view.emulateMedia({ colorScheme: "light" });
    // That it would find something.
    await view.evaluate(() => (document.querySelector<HTMLElement>(".answer .text")!.style.color = "#ccc"));
    expect(await findViolations(view, ["color-contrast"])).toHaveLength(1);
    await view.evaluate(() => document.querySelector<HTMLElement>(".answer .text")!.style.removeProperty("color"));
  });

  test("on a phone nothing has to be scrolled sideways", async () => {
    await view.setViewportSize({ width: 390, height: 800 });
    const width = await view.evaluate(() => document.documentElement.scrollWidth);
    await view.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBe(390);
  });

  test("a thousand sessions are one list, without what belongs to one alone, of which only what is in sight is laid out", async () => {
    const few = rig.sessions;
    await rig.tell([...few, ...manySessions(1000)]);
    await view.waitForFunction(() => document.querySelectorAll(".session").length > 1000);
    const told = await (await context.request.get(`${rig.page.origin}/api/state`)).text();
    expect(told).not.toContain("timeline");
    expect(told.length).toBeLessThan(700_000);
    expect(await view.locator(".details").count()).toBeLessThanOrEqual(1);
    const styles = await view
      .locator(".session")
      .last()
      .evaluate((element) => getComputedStyle(element).contentVisibility);
    expect(styles).toBe("auto");
    await rig.tell(few);
    await view.waitForFunction(() => document.querySelectorAll(".session").length < 20);
  });

  test("silence is said", async () => {
    await other.clock.install();
    await other.goto(rig.page.origin);
    await other.locator(".session").first().waitFor();
    // Nothing is heard in a time that has not passed.
    await other.clock.fastForward(7000);
    await other.getByText(/No news for \d+ s: what is shown may be old/).waitFor();
    expect(await other.title()).toContain("no news");
    // What is old has no colour to go by.
    expect(await other.locator("main").evaluate((element) => getComputedStyle(element).filter)).toBe("grayscale(1)");
  });

  test("another page of this computer can neither ask, read, run nor frame it, though the cookie goes with it", async () => {
    const key = rig.page.store.rows.find(({ row: { name } }) => name === NAMES.stuck)?.row.key ?? "";
    const { origin } = rig.page;
    const site = await serveHostileSite(`<!doctype html><title>other</title>
      <form id="form" method="post" enctype="text/plain" target="frame" action="${origin}/api/acts">
        <input name='{"act":"cancel","keys":["${key}"],"reason":"' value='"}'></form>
      <iframe name="frame"></iframe><iframe id="framed" src="${origin}/"></iframe>`);
    const before = rig.page.ran.length;
    try {
      await other.goto(site.origin);
      const came = await other.evaluate(
        async ({ to, body }) => {
          const tries: Record<string, () => Promise<unknown>> = {
            read: () => fetch(`${to}/api/state`, { credentials: "include" }).then((response) => response.text()),
            header: () =>
              fetch(`${to}/api/acts`, {
                method: "POST",
                credentials: "include",
                headers: { "x-rigline": "page" },
                body,
              }),
            plain: () =>
              fetch(`${to}/api/acts`, { method: "POST", mode: "no-cors", credentials: "include", body }).then(
                ({ type }) => type,
              ),
            events: () =>
              new Promise((resolve, reject) => {
                const source = new EventSource(`${to}/api/events`, { withCredentials: true });
                source.addEventListener("state", resolve);
                source.addEventListener("error", () => (source.close(), reject(new Error("blocked"))));
              }),
            script: () =>
              new Promise((resolve, reject) => {
                const script = document.createElement("script");
                script.src = `${to}/api/state`;
                script.addEventListener("load", resolve);
                script.addEventListener("error", () => reject(new Error("blocked")));
                document.head.append(script);
              }),
          };
          const results: Record<string, string> = {};
          for (const [name, attempt] of Object.entries(tries))
            results[name] = await attempt().then(
              (value) => `came through: ${String(value)}`,
              () => "blocked",
            );
          document.querySelector<HTMLFormElement>("#form")?.submit();
          return results;
        },
        { to: origin, body: JSON.stringify({ act: "cancel", keys: [key] }) },
      );
      // What is sent without being read is refused over there.
      expect(came).toMatchObject({ read: "blocked", header: "blocked", events: "blocked", script: "blocked" });
      await other.waitForLoadState("networkidle");
      const framed = await other
        .frames()
        .find((frame) => frame.url().startsWith(origin))
        ?.content();
      expect(framed ?? "").not.toContain("session");
      expect(ranSince(before)).toEqual([]);
    } finally {
      site.close();
    }
  });

  test("by a name that somebody made this computer's it is not to be had", async () => {
    const response = await other.goto(`http://rebound.test:${rig.page.port}/`);
    expect(response?.status()).toBe(421);
    expect(await other.content()).not.toContain("614173");
  });

  test("no script that is not its own is run: its policy refuses it", async () => {
    const refused: string[] = [];
    other.on("console", (message) => refused.push(message.text()));
    await other.goto(rig.page.origin);
    await other.evaluate(() => {
      const script = document.createElement("script");
      try {
        script.textContent = "document.title = 'taken'";
      } catch {
        // Trusted Types keep even that from being written.
      }
      document.body.append(script);
    });
    expect(await other.title()).not.toBe("taken");
  });

  test("all of it came from this computer, and nothing went wrong", () => {
    const own = [...requested].filter((origin) => origin !== "http://rebound.test:" + rig.page.port);
    expect(own.every((origin) => origin.startsWith("http://127.0.0.1:"))).toBe(true);
    expect(errors).toEqual([]);
  });
});
