import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import type { DetachedCommand } from "../../src/daemon/start-detached.js";
import { checkWatchdog } from "../../src/preflight/check-watchdog.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A rig on which clabe hands off too: WATCHDOG_EXE is Rigline's own program. Asking it or the list of programs rejects. */
function sharedRig(name: string) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  const program = join(folder, "bin", name);
  writeFileSync(program, "");
  const started: DetachedCommand[] = [];
  const made = makeParts(folder, {
    options: { service: "auto", transfer_endpoint: null },
    environment: { WATCHDOG_EXE: program },
  });
  const parts = {
    ...made,
    host: {
      ...made.host,
      start: (command: DetachedCommand) => {
        started.push(command);
        const ended = new Promise<string>(() => {});
        return Promise.resolve({ pid: 4711, logFile: command.logFile, ended, readTail: () => "" });
      },
    },
  };
  return { folder, program, parts, started };
}

test.each(["rigline-watchdog.exe", "rigline-watchdog", "Rigline-Watchdog.CMD"])(
  "%s as WATCHDOG_EXE is Rigline's own daemon: known by its lock, not by a name that another folder's has too, and it stays",
  async (name) => {
    const { program, parts, started } = sharedRig(name);
    const control = new DaemonControl(parts);
    control.prepare();
    expect(await control.findWatcher()).toBeUndefined();
    await control.daemon?.start();
    const [{ command } = { command: [] }] = started;
    expect(command).toEqual([program, "-c", control.places.configFile]);
    expect(control.watchCommand).toContain(program);
    expect(control.daemon?.kind).toBe("embedded");
  },
);

test("it reads manifests of today, whatever version of its own it tells", async () => {
  const { parts } = sharedRig("rigline-watchdog.exe");
  expect(await new FlavourChoice(parts).choose()).toMatchObject({
    flavour: "current",
    why: "Rigline's own daemon reads it",
  });
});

test("doctor says that it will be started; one that is not there is told before the session and by the start", async () => {
  const { program, parts } = sharedRig("rigline-watchdog.exe");
  const find = async (wanted: typeof parts) => {
    const findings = await checkWatchdog(wanted, new FlavourChoice(wanted), new AbortController().signal);
    return findings.find(({ subject }) => subject === "daemon");
  };
  expect(await find(parts)).toEqual({
    level: "ok",
    subject: "daemon",
    message: `${program} does not run and will be started after the session`,
  });
  const gone = { ...parts, environment: { WATCHDOG_EXE: `${program}.gone/rigline-watchdog.exe` } };
  expect(await find(gone)).toMatchObject({ level: "error", message: expect.stringContaining("there is no program") });
  await expect(new DaemonControl(gone).daemon?.start()).rejects.toMatchObject({ code: "WATCHDOG_EXE_MISSING" });
});
