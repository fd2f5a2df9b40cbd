import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "@rigline/foundation/platform";
import { endOutliving, findOutliving } from "../../src/processes/outliving.js";
import { findProcess, identifyProcess } from "../../src/processes/process-identity.js";
import type { ProcessSystem } from "../../src/processes/process-system.js";

const MARK = "RIGLINE_SESSION_NAME=614173_x";
const environment = { ...process.env, RIGLINE_SESSION_NAME: "614173_x" } as Record<string, string>;
const parts = { environment, mark: MARK };

/** A program that leads a group and starts a second one; both stay until they are ended. */
const PAIR = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", "console.log('up'); setInterval(() => {}, 1000)"], { stdio: ["ignore", "inherit", "ignore"] });
  child.unref();
  console.log("child " + child.pid);
  process.stdin.resume();`;

async function startPair() {
  const leader = spawn(process.execPath, ["-e", PAIR], {
    detached: true,
    env: environment,
    stdio: ["pipe", "pipe", "ignore"],
  });
  let heard = "";
  leader.stdout.on("data", (bytes: Buffer) => (heard += bytes.toString()));
  await expect.poll(() => heard).toMatch(/up/);
  const child = Number(/child (\d+)/.exec(heard)?.[1]);
  const identity = (await identifyProcess(leader.pid ?? 0, parts)) ?? expect.unreachable("it runs");
  const ended = once(leader, "exit");
  onTestFinished(async () => {
    for (const pid of [child, identity.pid])
      if ((await findProcess(pid, parts)) !== "gone") process.kill(pid, "SIGKILL");
    await ended;
  });
  return { leader, child, identity, ended };
}

test.skipIf(process.platform !== "linux")(
  "what a program has started is found when the program itself has ended, and not mistaken for it (Linux alone lists groups)",
  async () => {
    const { leader, child, identity, ended } = await startPair();
    expect(await findOutliving(identity, parts)).toEqual({
      leader: true,
      pids: expect.arrayContaining([identity.pid, child]),
    });
    leader.kill("SIGKILL");
    await ended;
    expect(await findOutliving(identity, parts)).toEqual({ leader: false, pids: [child] });
    // Of another session, or of another boot, it is not.
    expect(await findOutliving(identity, { ...parts, mark: "RIGLINE_SESSION_NAME=other" })).toBeUndefined();
  },
);

test.skipIf(process.platform !== "linux")(
  "it is ended with all that it started, and another process of the id is left alone (Linux alone lists groups)",
  async () => {
    const { child, identity, ended } = await startPair();
    const asked = { ...parts, clock: systemClock, graceMs: 200 };
    expect(await endOutliving({ ...identity, started: "another boot:1" }, asked)).toBeUndefined();
    expect(await findProcess(identity.pid, parts)).not.toBe("gone");
    expect(await endOutliving(identity, asked)).toBeUndefined();
    await ended;
    expect(await findProcess(child, parts)).toBe("gone");
  },
);

/** A Windows with these processes, `pid parent started`. */
function windows(lines: readonly string[]) {
  const done: string[] = [];
  const system: ProcessSystem = {
    platform: "win32",
    signalGroup: () => expect.unreachable("Windows has no signals"),
    groupIsAlive: () => expect.unreachable("Windows has no process groups"),
    listGroup: () => expect.unreachable("Windows has no process groups"),
    runTool: (command) => {
      if (command[0].endsWith("powershell.exe")) return Promise.resolve({ code: 0, output: lines.join("\r\n") });
      done.push(command.slice(1).join(" "));
      return Promise.resolve({ code: 0, output: "" });
    },
  };
  return { done, parts: { ...parts, system } };
}

test.each([
  [
    "the program and its children",
    ["100 1 50", "200 100 60", "300 200 70", "400 1 80"],
    { leader: true, pids: [100, 200, 300] },
  ],
  ["what it left when it had ended", ["200 100 60", "300 200 70", "400 1 80"], { leader: false, pids: [200, 300] }],
  ["older processes of the id's former owner", ["200 100 40"], undefined],
  [
    "children of one that was given the id since",
    ["100 1 90", "500 100 95", "200 100 60"],
    { leader: false, pids: [200] },
  ],
  ["nothing", ["400 1 80"], undefined],
])("on Windows the list tells: %s", async (_title, lines, expected) => {
  expect(await findOutliving({ pid: 100, started: "50" }, windows(lines).parts)).toEqual(expected);
});

test("on Windows nothing is of a tree whose start another system has told", async () => {
  const started = "eced3680-2dda-4c2e-b911-559393b5e81a:1358187";
  expect(await findOutliving({ pid: 100, started }, windows(["100 1 50", "200 100 60"]).parts)).toBeUndefined();
});

test("on Windows what a dead program left is ended one by one", async () => {
  const { done, parts: asked } = windows(["200 100 60", "300 200 70"]);
  await endOutliving({ pid: 100, started: "50" }, { ...asked, clock: systemClock, graceMs: 1 });
  expect(done).toEqual(["/PID 200 /PID 300 /T /F"]);
});
