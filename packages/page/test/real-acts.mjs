import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
const child = spawn("/work/wt/page/node_modules/.bin/rigline", ["page"], {
  cwd: "/tmp/real",
  stdio: ["ignore", "pipe", "inherit"],
});
const link = await new Promise((r) =>
  child.stdout.on("data", (d) => {
    const m = /http:\S+/.exec(String(d));
    if (m) r(m[0]);
  }),
);
const ctx = await chromium.launchPersistentContext("/tmp/real-profile", {
  executablePath: "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  viewport: { width: 1280, height: 900 },
});
const v = await ctx.newPage();
v.on("console", (m) => m.type() === "error" && console.log("console", m.text()));
await v.goto(link);
await v.waitForFunction(() =>
  [...document.querySelectorAll(".session .word")].some((e) => e.textContent === "discarded"),
);
const show = async () => {
  for (const r of await v.locator(".session .head").allInnerTexts()) console.log("   ", r.replaceAll("\n", " | "));
};
console.log((await v.locator(".answer").allInnerTexts()).map((t) => t.replaceAll(/\n+/g, " / ")));
await show();
const act = async (name, label, { fill, sure } = {}) => {
  const row = v.locator(".session", { hasText: name }).first();
  if ((await row.locator(".head").getAttribute("aria-expanded")) !== "true") await row.locator(".head").click();
  console.log("acts of", name, await row.locator(".acts button").allInnerTexts());
  await row.getByRole("button", { name: label, exact: true }).click();
  if (sure) {
    if (fill) await v.getByRole("dialog").locator("input").fill(fill);
    await v.getByRole("button", { name: sure, exact: true }).click();
  }
  const toast = v.locator(".toast:not(.running)");
  await toast.first().waitFor({ timeout: 90000 });
  console.log(">>", label, name, ":", (await toast.first().innerText()).replaceAll("\n", " | "));
  await toast.first().getByRole("button").click();
};
const wait = (ms) => v.waitForTimeout(ms);
try {
  await act("614180", "Cancel…", { fill: "a try", sure: "Cancel the hand-off" });
  await wait(3000);
  await show();
  await act("614180", "Hand off after all", { sure: "Hand off" });
  await wait(3000);
  await act("614174", "Verify now");
  await wait(1500);
  await act("700001", "Try now");
  await wait(2500);
  await v.getByRole("button", { name: "Clean up…" }).click();
  await wait(2500);
  console.log("plan:", await v.locator(".plan").innerText());
  await v.getByRole("button", { name: "Delete at the rig" }).click();
  const t = v.locator(".toast:not(.running)");
  await t.first().waitFor();
  console.log(">> clean", (await t.first().innerText()).replaceAll("\n", " | "));
  await wait(3000);
  await show();
} catch (e) {
  console.log("FAILED", e.message.slice(0, 600));
  await show();
  console.log(await v.locator(".toasts").innerText());
}
await ctx.close();
child.kill();
