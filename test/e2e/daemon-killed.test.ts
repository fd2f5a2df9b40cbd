import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  digestTree,
  makeRig,
  makeWorkFolder,
  publishedOf,
  removeWorkFolder,
  stopDaemon,
  WATCHDOG,
  type Rig,
} from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("daemon");
});
afterEach(() => removeWorkFolder(parent));

/** Far more than is copied while a daemon is found and killed. */
const LARGE = ["--seconds", "0.2", "--megabytes", "200"];

/** Resolves once the daemon has begun to write a session into the destination, not yet under its name. */
async function untilCopying(rig: Rig): Promise<void> {
  const subject = join(rig.central, "614173");
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await setTimeout(5)) {
    if (existsSync(subject) && readdirSync(subject).some((name) => name.includes(".partial"))) return;
  }
  throw new Error("the daemon never began to copy");
}

/** The one session under its name, whole, and nothing half-written beside it. */
function expectArrivedOnce(rig: Rig): void {
  const subject = join(rig.central, "614173");
  const [name = "", ...others] = publishedOf(rig);
  expect(others).toEqual([]);
  const source = digestTree(join(rig.data, "614173", name));
  const wanted = Object.entries(source).filter(([file]) => !file.startsWith(".rigline/"));
  expect(digestTree(join(subject, name))).toEqual(Object.fromEntries(wanted));
  expect(readdirSync(rig.complete)).toEqual([`manifest_${name}.yaml`]);
}

test("the daemon is killed in mid-copy: the launcher, which still waits, starts it again", async () => {
  const rig = makeRig({ parent, name: "rig-1", recording: LARGE });
  const session = rig.run(["run", "--subject", "614173"]);
  await untilCopying(rig);
  await stopDaemon(rig.flags, "SIGKILL");
  const result = await session;
  expect(result.exitCode, result.all).toBe(0);
  expectArrivedOnce(rig);
});

test("launcher and daemon are killed in mid-copy: the next start of the daemon finishes the job", async () => {
  const rig = makeRig({ parent, name: "rig-1", recording: LARGE });
  const session = rig.run(["run", "--subject", "614173"]);
  await untilCopying(rig);
  session.kill("SIGKILL");
  await stopDaemon(rig.flags, "SIGKILL");
  await session;
  expect(publishedOf(rig)).toEqual([expect.stringContaining(".partial")]);
  const config = join(rig.flags, ".rigline", "watch_config.yml");
  const daemon = await execa(process.execPath, [WATCHDOG, "-c", config, "--once"], { all: true, reject: false });
  expect(daemon.exitCode, daemon.all).toBe(0);
  expectArrivedOnce(rig);
  const resumed = await runHere(rig, ["resume"]);
  expect(resumed.exitCode, resumed.all).toBe(0);
  expect(resumed.stdout).toContain("hand-off       complete");
  expectArrivedOnce(rig);
});
