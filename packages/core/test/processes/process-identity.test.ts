import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { findProcess, identifyProcess, stillRuns } from "../../src/processes/process-identity.js";

const environment = { ...process.env } as Record<string, string>;
const parts = { environment };

async function startChild() {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume(); console.log('up')"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await once(child.stdout, "data");
  return { child, pid: child.pid ?? 0, ended };
}

test("a process is known for as long as it runs, and not after", async () => {
  const { child, pid, ended } = await startChild();
  const identity = await identifyProcess(pid, parts);
  expect(identity).toEqual({ pid, started: expect.stringMatching(/./) });
  expect(await stillRuns(identity ?? { pid, started: "" }, parts)).toBe(true);
  child.kill("SIGKILL");
  await ended;
  expect(await findProcess(pid, parts)).toBe("gone");
  expect(await stillRuns(identity ?? { pid, started: "" }, parts)).toBe(false);
});

test("another process that was given the id is not taken for it", async () => {
  const { pid } = await startChild();
  expect(await stillRuns({ pid, started: "before the last boot" }, parts)).toBe(false);
});

test.each([0, -1, 1.5, Number.NaN])("%s is the id of no process", async (pid) => {
  expect(await findProcess(pid, parts)).toBe("gone");
});

/** A system whose tool answers what the test says. */
const answering = (platform: NodeJS.Platform, code: number | undefined, output: string) => {
  const asked: string[] = [];
  const runTool = (command: readonly string[]) => {
    asked.push(command.join(" "));
    return Promise.resolve({ code, output });
  };
  return { asked, parts: { environment: { SYSTEMROOT: "C:\\Windows" }, system: { platform, runTool } } };
};

test("on Windows it is asked by its id, and known by the ticks of its start", async () => {
  const { asked, parts: windows } = answering("win32", 0, "639012345678901234\r\n");
  expect(await identifyProcess(4711, windows)).toEqual({ pid: 4711, started: "639012345678901234" });
  expect(asked[0]).toContain("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
  expect(asked[0]).toContain("ProcessId=4711");
  expect(await stillRuns({ pid: 4711, started: "1" }, windows)).toBe(false);
  expect(await findProcess(4711, answering("win32", 0, "\r\n").parts)).toBe("gone");
});

test.each(["win32", "darwin"] as const)(
  "where %s does not answer, one that is there is not taken for gone",
  async (platform) => {
    const silent = answering(platform, undefined, "").parts;
    expect(await stillRuns({ pid: process.pid, started: "x" }, silent)).toBeUndefined();
    expect(await identifyProcess(process.pid, silent)).toBeUndefined();
  },
);

test("elsewhere ps tells, in words that the language and the zone do not change", async () => {
  const { parts: mac } = answering("darwin", 0, "Sat Nov 28 18:25:27 2026\n");
  expect(await identifyProcess(4711, mac)).toEqual({ pid: 4711, started: "Sat Nov 28 18:25:27 2026" });
  expect(await findProcess(4711, answering("darwin", 1, "").parts)).toBe("gone");
});
