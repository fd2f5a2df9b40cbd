import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLockHolder } from "@rigline/foundation/lock";
import { watchdogLockName } from "@rigline/manifest";
import { expect, test } from "vitest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { createRig } from "../support/rig.js";

test("stop ends the daemon without a signal, restart puts another in its place", async () => {
  const rig = createRig();
  const first = startDaemon("-c", rig.config);
  await first.event("started");
  const restarted = await runCommandLine("restart", "-c", rig.config, "--now");
  expect([restarted.code, restarted.stderr]).toEqual([0, ""]);
  expect(restarted.stdout).toContain(`the daemon (pid ${first.child.pid}) has ended`);
  expect((await first.exit).code).toBe(0);
  expect(first.events.at(-1)).toMatchObject({ event: "stopped", reason: "request" });
  const second = await readLockHolder(watchdogLockName(rig.flag));
  expect(restarted.stdout).toContain(`a daemon (pid ${second?.pid}) watches ${rig.flag}`);
  const again = await runCommandLine("restart", "-c", rig.config, "--json");
  const third = await readLockHolder(watchdogLockName(rig.flag));
  expect([again.code, JSON.parse(again.stdout)]).toEqual([
    0,
    {
      flagFolder: rig.flag,
      daemon: { pid: second?.pid, ended: true },
      started: { pid: third?.pid, log: join(rig.flag, ".rigline/daemon.log") },
    },
  ]);
  const stopped = await runCommandLine("stop", "-c", rig.config);
  expect([stopped.code, stopped.stdout]).toEqual([
    0,
    `the daemon (pid ${third?.pid}) is asked to end when what it copies has arrived\nthe daemon (pid ${third?.pid}) has ended\n`,
  ]);
  expect(await readLockHolder(watchdogLockName(rig.flag))).toBeUndefined();
  expect(existsSync(join(rig.flag, ".rigline/stop.json"))).toBe(false);
  expect(readFileSync(join(rig.flag, ".rigline/daemon.log"), "utf8")).toContain("stopped as it was asked to");
});

test("where nobody watches there is nothing to stop", async () => {
  const rig = createRig();
  const [told, json] = await Promise.all([
    runCommandLine("stop", "-c", rig.config),
    runCommandLine("stop", "-c", rig.config, "--json"),
  ]);
  expect([told.code, told.stdout]).toEqual([0, `no daemon watches ${rig.flag}\n`]);
  expect([json.code, JSON.parse(json.stdout)]).toEqual([0, { flagFolder: rig.flag, daemon: null, started: null }]);
});
