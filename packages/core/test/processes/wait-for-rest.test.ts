import { expect, test } from "vitest";
import { type Clock, systemClock } from "@rigline/foundation/platform";
import { findProcess } from "../../src/processes/process-identity.js";
import { createProcessRunner } from "../../src/processes/process-runner.js";
import type { ProcessRequest } from "../../src/processes/process-exit.js";
import type { ProcessSystem } from "../../src/processes/process-system.js";
import { waitForRest } from "../../src/processes/outliving.js";

const environment = { ...process.env } as Record<string, string>;

/** Ends at once and leaves a process behind that stays. */
const LEAVING = `
  const { spawn } = require("node:child_process");
  const rest = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "ignore" });
  rest.unref();
  console.log(rest.pid);`;

async function run(more: Partial<ProcessRequest>, clock: Pick<Clock, "monotonic"> = systemClock) {
  const told: string[] = [];
  // Not 0, which would be this process and all that runs with it.
  let pid = Number.NaN;
  const exit = await createProcessRunner({ clock: { ...systemClock, ...clock } }).run({
    command: [process.execPath, "-e", LEAVING],
    directory: process.cwd(),
    environment,
    graceMs: 2000,
    onLine: (line) => void (pid = Number(line)),
    ...more,
    onLinger: (left) => {
      told.push(...left);
      more.onLinger?.(left);
    },
  });
  return { exit, told, pid };
}

const isGone = async (pid: number): Promise<boolean> => (await findProcess(pid, { environment })) === "gone";
const windows = process.platform === "win32";

test.skipIf(windows)(
  "what a program left is waited for until it has ended (not on Windows: no process groups there)",
  async () => {
    const end = ([left = ""]: readonly string[]): void =>
      void process.kill(Number(/pid (\d+)/.exec(left)?.[1] ?? Number.NaN), "SIGKILL");
    const { exit, told, pid } = await run({ lingerMs: 30_000, onLinger: end });
    expect(exit).toMatchObject({ reason: "exit", code: 0 });
    expect(exit.leftRunning).toBeUndefined();
    expect(told).toEqual([expect.stringContaining(String(pid))]);
    expect(await isGone(pid)).toBe(true);
  },
);

test.skipIf(windows)(
  "but no longer than that, and then it is named (not on Windows: no process groups there)",
  async () => {
    // It is over when it has been told, and not before, however long a look takes.
    let passed = 0;
    const clock = { monotonic: () => systemClock.monotonic() + passed };
    const { exit, told, pid } = await run({ lingerMs: 30_000, onLinger: () => void (passed = 30_000) }, clock);
    expect(exit).toMatchObject({ reason: "exit", code: 0, leftRunning: true, left: told });
    expect(told).toHaveLength(1);
    process.kill(pid, "SIGKILL");
  },
);

test.skipIf(windows)(
  "without a time nobody waits, and it is named all the same (not on Windows: no process groups there)",
  async () => {
    const { exit, told, pid } = await run({});
    expect(exit).toMatchObject({ leftRunning: true });
    expect(told).toEqual([]);
    process.kill(pid, "SIGKILL");
  },
);

test.skipIf(windows)("whoever aborts meanwhile ends it too (not on Windows: no process groups there)", async () => {
  const abort = new AbortController();
  const { exit, pid } = await run({
    lingerMs: 30_000,
    signal: abort.signal,
    onLinger: () => abort.abort(new Error("Ctrl+C")),
  });
  expect(exit.leftRunning).toBeUndefined();
  expect(await isGone(pid)).toBe(true);
});

test("on Windows the list of processes tells, and it is asked only of one that is to be waited for", async () => {
  let asked = 0;
  const system: ProcessSystem = {
    platform: "win32",
    signalGroup: () => expect.unreachable("Windows has no signals"),
    groupIsAlive: () => expect.unreachable("Windows has no process groups"),
    listGroup: () => expect.unreachable("Windows has no process groups"),
    runTool: () => {
      asked += 1;
      return Promise.resolve({ code: 0, output: "999999 4711 60\r\n999998 1 70" });
    },
  };
  const identity = Promise.resolve({ pid: 4711, started: "50" });
  const parts = { pid: 4711, identity, clock: systemClock, system };
  expect(await waitForRest({ ...parts, request: { environment, graceMs: 0 } })).toEqual([]);
  expect(asked).toBe(0);
  expect(await waitForRest({ ...parts, request: { environment, graceMs: 0, lingerMs: 0 } })).toEqual(["pid 999999"]);
});
