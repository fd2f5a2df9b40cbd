import type { ProcessExit, ProcessRequest, ProcessRunner } from "@rigline/core";
import { describe, expect, test } from "vitest";
import { isProgramRunning } from "../../src/daemon/list-programs.js";

/** A system whose list of processes is what the test says. */
function listing(platform: NodeJS.Platform, output: string, end: Partial<ProcessExit> = {}) {
  const asked: ProcessRequest[] = [];
  const processes: ProcessRunner = {
    run: (request) => {
      asked.push(request);
      for (const line of output.split("\n")) request.onLine?.(line, "stdout");
      return Promise.resolve({
        reason: "exit",
        code: 0,
        signal: undefined,
        milliseconds: 1,
        stderrTail: [],
        summary: "exited with code 0",
        ...end,
      });
    },
  };
  return { asked, lister: { processes, environment: {}, directory: "/", platform } };
}

const WINDOWS_PROGRAM = String.raw`C:\Program Files\AIBS_MPE\aind_watchdog_service\aind-watchdog-service.exe`;

describe("on Windows", () => {
  test("the program is found by its image name, with no shell between", async () => {
    const { lister, asked } = listing("win32", '"Aind-Watchdog-Service.exe","4711","Services","0","31,004 K"\n');
    expect(await isProgramRunning(lister, WINDOWS_PROGRAM)).toBe(true);
    expect(asked[0]?.command).toEqual([
      "tasklist",
      "/FO",
      "CSV",
      "/NH",
      "/FI",
      "IMAGENAME eq aind-watchdog-service.exe",
    ]);
  });

  test("by the list of the system itself, whatever lies in the working folder", async () => {
    const { lister, asked } = listing("win32", "");
    await isProgramRunning({ ...lister, environment: { SystemRoot: "D:\\Windows" } }, WINDOWS_PROGRAM);
    expect(asked[0]?.command[0]).toBe("D:\\Windows\\System32\\tasklist.exe");
  });

  test.each([
    "INFO: No tasks are running which match the specified criteria.",
    "INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.",
    "",
    "\n\n",
    '"other.exe","1","Console","1","1 K"',
  ])("%j is no such process", async (output) => {
    expect(await isProgramRunning(listing("win32", output).lister, WINDOWS_PROGRAM)).toBe(false);
  });
});

describe("elsewhere", () => {
  test.each([
    ["/opt/aind watchdog/service -c /etc/watch.yml", "/opt/aind watchdog/service", true],
    ["/usr/bin/python3 /opt/watchdog.py -c x", "/opt/watchdog.py", true],
    ["./service -c x", "/opt/service", true],
    ["/opt/service-helper", "/opt/service", false],
    ["vim /opt/service.log", "/opt/service", false],
    ["", "/opt/service", false],
  ])("with %j running, %s runs: %s", async (line, program, expected) => {
    const { lister } = listing("linux", `/sbin/init\n${line}\n`);
    expect(await isProgramRunning(lister, program)).toBe(expected);
  });
});

test.each([
  { reason: "not-found", code: undefined },
  { reason: "timeout", code: undefined },
  { reason: "exit", code: 1 },
] as const)("a list that could not be had (%j) says neither yes nor no", async (end) => {
  expect(await isProgramRunning(listing("linux", "", end).lister, "/opt/service")).toBeUndefined();
});
