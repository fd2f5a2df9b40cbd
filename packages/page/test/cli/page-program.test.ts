import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAssetReader } from "../../src/cli/read-asset.js";
import { askForLink } from "../../src/cli/running-page.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import { makeQueue, writeJob, type TestQueue } from "../support/write-job.js";

const PACKAGE = join(import.meta.dirname, "../..");
const place = makeTemporaryFolder();
let queue: TestQueue;
let running: ChildProcess;
let link: string;

/** The program as the commands start it. */
function start(order: object): ChildProcess {
  const program = join(PACKAGE, "bin", "rigline-page.js");
  return spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ["pipe", "pipe", "pipe"] });
}

/** The first link that it prints. */
async function linkOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const [found] = /http:\S+/.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  return "none";
}

const order = (): object => ({ watchConfig: queue.watchConfig, port: 0, opens: false, tells: true });

beforeAll(async () => {
  queue = makeQueue(place.folder);
  writeJob(queue, { name: "614173_a" });
  running = start(order());
  link = await linkOf(running);
});

afterAll(async () => {
  if (running.exitCode === null) {
    running.kill();
    await once(running, "exit");
  }
  place.remove();
});

test("it prints a link that opens the page, and keeps its token in a file of this user's", async () => {
  const file = join(place.folder, ".rigline", "page.json");
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  const opened = await fetch(link, { redirect: "manual" });
  const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { origin } = new URL(link);
  const html = await (await fetch(`${origin}/`, { headers: { cookie } })).text();
  const [, script = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
  expect((await fetch(`${origin}${script}`, { headers: { cookie } })).status).toBe(200);
  expect(html).not.toMatch(/<script(?![^>]* src=)|style=|<style/);
  const events = await fetch(`${origin}/api/events`, { headers: { cookie } });
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  expect(value).toMatch(/^event: (?:state|change)\ndata: \{.*"rows"/);
});

test("who starts it again is given a link of the one that runs", async () => {
  const other = await linkOf(start(order()));
  expect(new URL(other).origin).toBe(new URL(link).origin);
  expect(other).not.toBe(link);
  expect((await fetch(other, { redirect: "manual" })).status).toBe(303);
});

test("one that the daemon starts says nothing, and ends with it", async () => {
  const { folder, remove } = makeTemporaryFolder();
  try {
    const own = makeQueue(folder);
    const child = start({ watchConfig: own.watchConfig, port: 0, opens: false, tells: false });
    let said = "";
    child.stdout!.on("data", (text) => (said += String(text)));
    child.stdin!.end();
    const [code] = (await once(child, "exit")) as [number];
    expect([code, said]).toEqual([0, ""]);
    expect(existsSync(join(folder, ".rigline", "page.json"))).toBe(false);
  } finally {
    remove();
  }
});

test("the file of a page that has ended gives no link", async () => {
  expect(await askForLink({ port: 1, pid: 1, token: "x" })).toBeUndefined();
});

test("an order that is none is refused", async () => {
  const child = start({ port: "x" });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).not.toBe(0);
});

test("the browser's half is smaller than 45 kB, as it is sent with gzip", () => {
  const assets = join(PACKAGE, "dist", "browser", "assets");
  const sizes = readdirSync(assets).map((name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(45_000);
});

test.each([
  "../package.json",
  "assets/../../package.json",
  "assets/a/b.js",
  "/etc/passwd",
  "index.html.map",
  ".bundle.json",
])("%s is no file of the browser's half", (name) => {
  expect(createAssetReader()(name)).toBeUndefined();
});
