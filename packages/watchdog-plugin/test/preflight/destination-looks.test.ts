import { ChildProcess, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeClock } from "@rigline/core/testing";
import { packageFolder } from "@rigline/foundation/paths";
import { expect, test } from "vitest";
import {
  type DestinationOrder,
  findDestination,
  hear,
  processLooks,
  type StartedLook,
} from "../../src/preflight/destination-looks.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const signal = new AbortController().signal;

function orderIn(folder: string, allowLocalDestination: boolean): DestinationOrder {
  mkdirSync(join(folder, "flags"), { recursive: true });
  const places = { flagFolder: join(folder, "flags"), allowLocalDestination, generated: "" };
  return { destination: join(folder, "central"), places, forecastBytes: undefined };
}

const find = async (order: DestinationOrder) =>
  (await findDestination({ looks: processLooks, clock: createFakeClock() }, order, signal)).findings;

test("another process looks at it, and makes it where that is meant", async () => {
  const folder = temporaryFolder();
  expect(await find(orderIn(folder, false))).toMatchObject([{ level: "error" }]);
  expect(readdirSync(folder)).toEqual(["flags"]);
  expect(await find(orderIn(folder, true))).toMatchObject([
    { level: "warning", message: expect.stringContaining("made") },
    { level: "ok", message: expect.stringMatching(/ free at /) },
  ]);
  expect(await find(orderIn(folder, true))).toMatchObject([{ level: "ok" }, { level: "ok" }]);
  expect(await find({ ...orderIn(folder, true), forecastBytes: 1e30 })).toMatchObject([
    { level: "ok" },
    { level: "warning", message: expect.stringContaining("a session is forecast to need") },
  ]);
  expect(readdirSync(join(folder, "central"))).toEqual([]);
});

test("who looks is one file: to find and join the modules of three packages took most of its start", () => {
  const program = join(packageFolder(import.meta.url), "dist", "preflight", "look-main.js");
  const imported = [...readFileSync(program, "utf8").matchAll(/^import [^;]*?"([^"]+)";$/gm)].map(([, name]) => name);
  expect(imported).toContain("node:fs");
  expect(imported.filter((name) => name?.startsWith("node:") !== true)).toEqual([]);
});

test("what it has said counts, also where its end is told first; an end without a word is one", async () => {
  const [talking, silent] = [new ChildProcess(), new ChildProcess()];
  const heard = Promise.allSettled([hear(talking), hear(silent)]);
  for (const child of [talking, silent]) child.emit("exit", 0, null);
  talking.emit("message", { findings: [] });
  for (const child of [talking, silent]) child.emit("disconnect");
  expect(await heard).toMatchObject([
    { value: { findings: [] } },
    { reason: { message: "the look at it ended with 0" } },
  ]);
});

/** One that gives no answer. */
function hanging() {
  const stopped: string[] = [];
  const start = (): StartedLook => ({
    found: new Promise(() => undefined),
    stop: () => void stopped.push("stopped"),
  });
  return { looks: { start }, stopped };
}

test("a share that gives no answer is a finding after some seconds, and the look is ended", async () => {
  const { looks, stopped } = hanging();
  const clock = createFakeClock();
  const finding = findDestination(
    { looks, clock },
    { destination: "/share", places: undefined, forecastBytes: undefined },
    signal,
  );
  await clock.advance(5_000);
  expect((await finding).findings).toMatchObject([
    {
      level: "warning",
      message: expect.stringContaining("no answer for 5 s"),
      todo: expect.stringContaining("server"),
    },
  ]);
  expect([stopped, clock.pending]).toEqual([["stopped"], 0]);
});

test("Ctrl+C ends the waiting at once", async () => {
  const { looks, stopped } = hanging();
  const abort = new AbortController();
  const order = { destination: "/share", places: undefined, forecastBytes: undefined };
  const finding = findDestination({ looks, clock: createFakeClock() }, order, abort.signal);
  abort.abort(new Error("Ctrl+C"));
  await expect(finding).rejects.toThrow("Ctrl+C");
  expect(stopped).toEqual(["stopped"]);
});

test("a look that ends without a word is told, and stops no session", async () => {
  const found = Promise.reject(new Error("it ended with 3"));
  const looks = { start: () => ({ found, stop: () => undefined }) };
  const order = { destination: "/share", places: undefined, forecastBytes: undefined };
  expect((await findDestination({ looks, clock: createFakeClock() }, order, signal)).findings).toMatchObject([
    { level: "warning", message: "/share could not be looked at: it ended with 3" },
  ]);
});

test.skipIf(process.platform === "win32")(
  "a process that waits for a file that nobody writes is left behind (Windows has no such files)",
  async () => {
    const folder = temporaryFolder();
    const order = orderIn(folder, false);
    // The record of known places is a pipe: whoever reads it waits, as for a share.
    mkdirSync(join(folder, "flags", ".rigline"));
    mkdirSync(join(folder, "central"));
    spawnSync("mkfifo", [join(folder, "flags", ".rigline", "destinations.jsonl")]);
    const clock = createFakeClock();
    const began = performance.now();
    const finding = findDestination({ looks: processLooks, clock }, order, signal);
    await clock.advance(5_000);
    expect((await finding).findings).toMatchObject([
      { level: "warning", message: expect.stringContaining("no answer") },
    ]);
    expect(performance.now() - began).toBeLessThan(4_000);
  },
);
