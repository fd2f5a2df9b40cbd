import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { awakeCommands } from "../../src/awake/awake-commands.js";
import { keepAwakeBy } from "../../src/awake/keep-awake.js";
import { type KeepAwake, StayAwake } from "../../src/awake/stay-awake.js";
import { createRig, partsFor, runOnce } from "../support/rig.js";

/** What the system is asked for, as it is asked. */
function setUp() {
  const clock = createFakeClock();
  const log: string[] = [];
  let fail: (why: string) => void = () => {};
  const keepAwake: KeepAwake = (onFailed) => {
    log.push("awake");
    fail = onFailed;
    return () => void log.push("may sleep");
  };
  const awake = new StayAwake({ clock, keepAwake, warn: (message) => void log.push(`warned: ${message}`) });
  return { clock, log, awake, fail: (why: string) => fail(why) };
}

test("a copy of some length keeps the computer awake, and a minute after the last one it may sleep", async () => {
  const { clock, log, awake } = setUp();
  const one = awake.hold();
  const other = awake.hold();
  await clock.advance(9999);
  expect(log).toEqual([]);
  await clock.advance(1);
  expect(log).toEqual(["awake"]);
  one();
  one();
  await clock.advance(3_600_000);
  other();
  await clock.advance(59_999);
  expect(log).toEqual(["awake"]);
  const next = awake.hold();
  await clock.advance(3_600_000);
  next();
  await clock.advance(60_000);
  expect(log).toEqual(["awake", "may sleep"]);
  awake.hold();
  await clock.advance(10_000);
  expect(log).toEqual(["awake", "may sleep", "awake"]);
  awake.end();
  expect(log.at(-1)).toBe("may sleep");
  expect(clock.pending).toBe(0);
});

test("short copies ask for nothing", async () => {
  const { clock, log, awake } = setUp();
  for (let copy = 0; copy < 10; copy += 1) {
    const letGo = awake.hold();
    await clock.advance(9000);
    letGo();
    await clock.advance(1000);
  }
  expect(log).toEqual([]);
  expect(clock.pending).toBe(0);
});

test("that it can't be is told once, however many copies there are", async () => {
  const { clock, log, awake, fail } = setUp();
  for (let copy = 0; copy < 3; copy += 1) {
    const letGo = awake.hold();
    await clock.advance(10_000);
    fail("systemd-inhibit: not there");
    letGo();
    await clock.advance(60_000);
  }
  expect(log.filter((line) => line === "awake")).toHaveLength(3);
  expect(log.filter((line) => line.startsWith("warned"))).toEqual([
    expect.stringContaining("can't be kept awake: systemd-inhibit: not there") as string,
  ]);
  expect(log).not.toContain("may sleep");
});

test("each system is asked by what it has, without an administrator", () => {
  const programs = (platform: NodeJS.Platform): readonly string[] =>
    awakeCommands(platform, 4711, { SystemRoot: "D:\\Windows" }).map(({ program, args }) =>
      [program, ...args].join(" "),
    );
  expect(programs("linux")).toEqual([
    "systemd-inhibit --what=sleep:idle --mode=block --who=rigline-watchdog --why=copies data of a session cat",
    "systemd-inhibit --what=idle --mode=block --who=rigline-watchdog --why=copies data of a session cat",
  ]);
  expect(programs("darwin")).toEqual(["/usr/bin/caffeinate -i -w 4711"]);
  const [powershell = ""] = programs("win32");
  expect(powershell).toMatch(/^D:\\Windows\\System32\\WindowsPowerShell\\v1\.0\\powershell\.exe -NoProfile /);
  expect(powershell).toContain("SetThreadExecutionState([uint32]2147483649)");
  expect(powershell).toContain("(Get-Process -Id 4711).WaitForExit()");
  expect(powershell).not.toMatch(/["\n]/);
  expect(programs("aix")).toEqual([]);
});

const node = (script: string) => ({ program: process.execPath, args: ["-e", script], hasInput: true });
const REFUSING = node("console.error('first'); console.error('Access denied'); process.exit(1)");

test("what refuses is followed by the next; when none is left, the last one's words are the reason", async () => {
  const why = await new Promise<string>((resolve) => {
    keepAwakeBy([{ program: "/nowhere/awake", args: [], hasInput: false }, REFUSING])(resolve);
  });
  expect(why).toBe(`${process.execPath}: Access denied`);
  expect(await new Promise((resolve) => void keepAwakeBy([])(resolve))).toContain("offers nothing");
});

test("a program that stays is ended when the computer may sleep, and that is no failure", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const patient = node(`require("node:net").connect(${port}, "127.0.0.1"); process.stdin.resume()`);
    let failures = 0;
    const letSleep = keepAwakeBy([REFUSING, patient])(() => (failures += 1));
    const [socket] = (await once(server, "connection")) as [Socket];
    socket.on("error", () => {});
    letSleep();
    letSleep();
    await new Promise<void>((resolve) => void socket.once("close", () => resolve()).resume());
    expect(failures).toBe(0);
  } finally {
    server.close();
  }
});

test.each([
  ["that arrives", "destination"],
  ["that fails", "nowhere/at/all"],
])("a job %s holds the computer awake, and lets go of it", async (_what, destination) => {
  const rig = createRig();
  rig.hand("session", { destination: join(rig.root, destination) });
  const log: string[] = [];
  const hold = (): (() => void) => {
    log.push("held");
    return () => void log.push("let go");
  };
  await runOnce(partsFor(rig, { awake: { hold } }));
  expect(log).toEqual(["held", "let go"]);
});
