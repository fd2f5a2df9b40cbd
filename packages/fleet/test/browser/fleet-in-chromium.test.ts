/// <reference lib="dom" />
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bringAxe, findViolations } from "../../../page/test/support/find-violations.js";
import { noBrowser, openTestBrowser, type TestBrowser } from "../../../page/test/support/open-browser.js";
import { PASSWORD, startTestFleet, type TestFleet } from "../support/fleet-page.js";
import { addManyRigs } from "../support/many-rigs.js";
import { handOff, PARKED, partOf, pushOf, SHA } from "../support/pushes.js";

if (noBrowser !== undefined) process.stderr.write(`${noBrowser}\n`);

const MARKUP = "<img src=x onerror=document.title='taken'>";

describe.skipIf(noBrowser !== undefined)("in Chromium", () => {
  let fleet: TestFleet;
  let browser: TestBrowser;
  let context: BrowserContext;
  let view: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    fleet = await startTestFleet();
    await fleet.addPerson("ann", "admin");
    const accepted = {
      type: "accepted",
      at: "2026-07-14T09:05:00.000Z",
      manifest: "m",
      digest: SHA,
      name: MARKUP,
      destination: `//c/${MARKUP}`,
    };
    await fleet.tell("rig-1", pushOf(partOf("stuck.yml", [accepted, { ...PARKED, reason: `${MARKUP} is not there` }])));
    await fleet.tell("rig-2", pushOf(partOf("done.yml", handOff("done"))));
    browser = await openTestBrowser();
    ({ context } = browser);
    view = context.pages()[0] ?? (await context.newPage());
    view.on("pageerror", (error) => errors.push(error.message));
    view.on("console", (message) => {
      // What is not signed in is answered 401, which a browser says by itself.
      if (message.type() === "error" && !message.text().includes("401")) errors.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await fleet.close();
  });

  const row = (name: string): Locator => view.locator("li.session", { has: view.getByText(name, { exact: true }) });
  const button = (name: string | RegExp): Locator => view.getByRole("button", { name });

  test("whoever comes signs in, and a wrong password is told", async () => {
    await view.goto(fleet.origin);
    await view.getByLabel("Name").fill("ann");
    await view.getByLabel("Password").fill("something else");
    await bringAxe(view);
    expect(await findViolations(view)).toEqual([]);
    await button("Sign in").click();
    await view.getByRole("alert").getByText("do not go together").waitFor();
    await view.getByLabel("Password").fill(PASSWORD);
    await button("Sign in").click();
    await row("rig-1").waitFor();
    expect(await view.title()).toBe("(1) Fleet: needs somebody");
  });

  test("the four questions are answered, each rig has a word, and what rigs say is text alone", async () => {
    const answers = await view.locator(".answer").allInnerTexts();
    expect(answers.map((text) => text.split(/\n+/u).slice(0, 2))).toEqual([
      ["Who needs somebody?", "1"],
      ["What is late?", "1"],
      ["What never left a rig?", "0 B"],
      ["What is safe to delete?", expect.any(String)],
    ]);
    expect(await view.locator(".session .word").allTextContents()).toEqual(["needs somebody", "all has arrived"]);
    expect(await row("rig-1").innerText()).toContain(`${MARKUP} is not there`);
    expect(await view.locator("#page img").count()).toBe(0);
  });

  test("a rig opens with its sessions, a session with its way, and what is asked of it is told until its rig has answered", async () => {
    await row("rig-1").locator(".head").first().press("Enter");
    const session = row("rig-1").locator("li.session");
    await session.locator(".head").press("Enter");
    await session.locator(".timeline").getByText("parked").waitFor();
    await session.getByRole("button", { name: "Cancel…" }).click();
    await view.getByRole("dialog").getByLabel(/^Why/u).fill("wrong animal");
    await button("Cancel the hand-off").click();
    await session.locator(".wishes").getByText("its rig has not heard of it yet").waitFor();
    expect(await session.locator(".wishes").innerText()).toContain("by ann (fleet)");
    expect(await view.title()).not.toBe("taken");
  });

  test("nothing is wrong by WCAG 2.2 AA, as axe tells it, in light and in dark, on each of the pages", async () => {
    expect(await findViolations(view)).toEqual([]);
    await view.emulateMedia({ colorScheme: "dark" });
    expect(await findViolations(view, ["color-contrast"])).toEqual([]);
    await view.emulateMedia({ colorScheme: "light" });
    await view.getByText("In figures").first().click();
    await view.locator(".figures-of-plots table").first().waitFor();
    await button("What is late?").click();
    await view.getByRole("heading", { name: "Sessions that are late" }).waitFor();
    await view.locator(".sessions .session").first().waitFor();
    expect(await findViolations(view)).toEqual([]);
    for (const [link, wanted] of [
      ["Who did what", "asked a rig"],
      ["People", "ann"],
      ["ann, admin", "Change it"],
    ] as const) {
      await view.getByRole("link", { name: link }).click();
      await view.locator("main").getByText(wanted).first().waitFor();
      expect(await findViolations(view)).toEqual([]);
    }
  });

  test("a person is added, and a rig, with a password and a token that are shown once", async () => {
    await view.getByRole("link", { name: "People" }).click();
    await view.getByLabel("Name, or address of mail").fill("kim");
    await button(/^Add$/u).click();
    await view.locator(".toast code").waitFor();
    expect(await view.locator(".toast").innerText()).toMatch(
      /The password of kim, shown this once:\s*(?:[a-z2-9]{5}-){3}/u,
    );
    await button("Put away").click();
    await view.getByRole("rowheader", { name: "kim" }).waitFor();
    await view.getByLabel("Name of the rig").fill("rig-3");
    await button("Add the rig").click();
    await view.locator(".toast").getByText(/^rlf_/u).waitFor();
    await button("Put away").click();
    // By the keyboard alone.
    await button("Rename rig-3").focus();
    await view.keyboard.press("Enter");
    await view.getByLabel("Its new name").waitFor();
    await view.keyboard.type("rig-33");
    await view.keyboard.press("Enter");
    await view.getByText("rig-3 is called rig-33 now.").waitFor();
    await button("Put away").click();
    await button("Revoke rig-33").click();
    await view.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await view.getByText("Tokens of rig-33 that count no more: 1.").waitFor();
    await button("Put away").click();
  });

  test("of a thousand rigs those in sight are drawn, the others when they are asked for, by hand or by scrolling; on a tablet and a phone too", async () => {
    await addManyRigs(fleet.database, 1000);
    const other = await context.newPage();
    await other.setViewportSize({ width: 820, height: 1180 });
    await other.goto(fleet.origin);
    const rigs = other.locator("ul.rigs > li");
    await other.waitForFunction(() => document.querySelectorAll("ul.rigs > li").length >= 40);
    expect(await other.locator("*").count()).toBeLessThan(1500);
    expect(Number(await rigs.nth(39).getAttribute("aria-setsize"))).toBeGreaterThan(1000);
    const state = await (await context.request.get(`${fleet.origin}/api/state`)).text();
    expect(state.length).toBeLessThan(400_000);
    await bringAxe(other);
    expect(await findViolations(other)).toEqual([]);
    expect(await other.getByRole("button", { name: /^Show more: 96\d rigs below$/u }).count()).toBe(1);
    // By keyboard one goes on at the first of those that come.
    await rigs.nth(39).locator(".head").focus();
    await other.waitForFunction(() => document.querySelectorAll("ul.rigs > li").length >= 120);
    await other.keyboard.press("ArrowDown");
    await other.waitForFunction(() => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "41");
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBe(820);
    await other.locator("#search").fill("bench-77");
    await other.waitForFunction(() => document.querySelectorAll("li.session").length === 11);
    await other.setViewportSize({ width: 390, height: 800 });
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await other.close();
  });

  test("whoever signs out sees nothing any more, and nothing went wrong", async () => {
    await button("Sign out").click();
    await view.getByLabel("Password", { exact: true }).waitFor();
    expect(await view.locator("body").innerText()).not.toContain("rig-1");
    expect(errors).toEqual([]);
    expect(fleet.failures).toEqual([]);
  });
});
