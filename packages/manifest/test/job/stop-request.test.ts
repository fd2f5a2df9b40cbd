import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LockHolder } from "@rigline/foundation/lock";
import { createFakeClock, createFaultyFileSystem } from "@rigline/foundation/testing";
import { clearStopRequest, type DaemonRun, readStopRequest, stopDaemon } from "@rigline/manifest";
import { afterEach, beforeEach, expect, test } from "vitest";

let flags: string;
let file: string;

beforeEach(() => {
  flags = mkdtempSync(join(tmpdir(), "rigline-stop-"));
  file = join(flags, ".rigline", "stop.json");
  mkdirSync(dirname(file));
});

afterEach(() => rmSync(flags, { recursive: true, force: true }));

const run = (pid: number, since = "2026-07-14T16:05:00.000Z"): DaemonRun => ({ pid, since });

test("in a container each daemon has one id: the run that is meant hears it, and none of another time", async () => {
  const [first, second] = [run(1), run(1, "2026-07-14T18:00:00.000Z")];
  const fileSystem = createFaultyFileSystem();
  const clock = createFakeClock();
  let holder: DaemonRun = first;
  const locks = { holder: () => Promise.resolve({ ...holder, what: "rigline-watchdog" }) };
  const stopping = stopDaemon({ fileSystem, locks, clock }, flags, { now: true, waitMs: 5_000 });
  await clock.advance(100);
  expect(readStopRequest(fileSystem, flags, first)).toMatchObject({ now: true });
  expect(readStopRequest(fileSystem, flags, second)).toBeUndefined();
  // It has ended, and another has begun meanwhile.
  holder = second;
  await clock.advance(100);
  expect(await stopping).toMatchObject({ ended: true, holder: first });
});

test("one that does not say who it is is asked as soon as it does, and has not ended while it says nothing", async () => {
  const fileSystem = createFaultyFileSystem();
  const clock = createFakeClock();
  const silent: LockHolder = { what: "a process that does not say who it is", since: "" };
  let holder: LockHolder | undefined = silent;
  const locks = { holder: () => Promise.resolve(holder) };
  const stopping = stopDaemon({ fileSystem, locks, clock }, flags, { now: false, waitMs: 5_000 });
  await clock.advance(100);
  expect(existsSync(file)).toBe(false);
  holder = { ...run(812), what: "rigline-watchdog" };
  await clock.advance(100);
  expect(readStopRequest(fileSystem, flags, run(812))).toMatchObject({ now: false });
  let hasEnded = false;
  void stopping.then(() => (hasEnded = true));
  holder = silent;
  await clock.advance(100);
  expect(hasEnded).toBe(false);
  holder = undefined;
  await clock.advance(100);
  expect(await stopping).toMatchObject({ ended: true, holder: { pid: 812 } });
});

test("who is asked to stop hears it, and nobody else; what was heard is taken away", () => {
  const fileSystem = createFaultyFileSystem();
  expect(readStopRequest(fileSystem, flags, run(812))).toBeUndefined();
  // As a release wrote it that knew the id alone.
  writeFileSync(file, JSON.stringify({ pid: 812, now: true }));
  expect(readStopRequest(fileSystem, flags, run(813))).toBeUndefined();
  expect(readStopRequest(fileSystem, flags, run(812))).toEqual({ pid: 812, now: true });
  clearStopRequest(fileSystem, flags);
  expect(readStopRequest(fileSystem, flags, run(812))).toBeUndefined();
});

test.each(["", "{", "[]", '{"pid":"812","now":true}'])("a request that is none asks for nothing: %j", (text) => {
  writeFileSync(file, text);
  expect(readStopRequest(createFaultyFileSystem(), flags, run(812))).toBeUndefined();
});

test("one that can't be taken away does not keep its daemon from ending", () => {
  const fileSystem = createFaultyFileSystem();
  writeFileSync(file, JSON.stringify({ pid: 812, now: false }));
  fileSystem.fail("remove", "EBUSY");
  expect(() => clearStopRequest(fileSystem, flags)).not.toThrow();
  expect(readStopRequest(fileSystem, flags, run(813))).toBeUndefined();
});
