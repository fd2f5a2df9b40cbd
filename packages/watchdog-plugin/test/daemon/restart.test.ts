import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "@rigline/core";
import { readLockHolder } from "@rigline/foundation/lock";
import { stopDaemon, watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("Rigline's own daemon is started where none runs, left alone, and ended by a request that Windows hears too", async () => {
  const folder = temporaryFolder();
  const flags = join(folder, "flags");
  const options = { service: "embedded", flag_dir: flags };
  const made = makeParts(folder, { options, environment: { ...process.env } as Record<string, string> });
  // Where the daemon's package is found.
  const config = { ...made.config, folder: fileURLToPath(new URL("../../", import.meta.url)) };
  const parts = { ...made, clock: systemClock, config };
  onTestFinished(async () => void (await stopDaemon(parts, flags, { now: true, waitMs: 10_000 })));
  const control = new DaemonControl(parts);
  control.prepare();
  const pid = async () => (await readLockHolder(watchdogLockName(flags)))?.pid;
  expect(await control.findWatcher()).toBeUndefined();
  expect(await control.restart({ kill: true })).toMatch(/pid \d+/);
  const first = await pid();
  expect(first).toBeGreaterThan(0);
  await control.restart({ kill: false });
  expect(await pid()).toBe(first);
  await control.restart({ kill: true });
  expect(await pid()).not.toBe(first);
  await control.daemon?.stop();
  expect(await control.findWatcher()).toBeUndefined();
});
