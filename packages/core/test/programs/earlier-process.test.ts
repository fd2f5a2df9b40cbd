import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock, createFaultyFileSystem, createMemoryLog } from "@rigline/foundation/testing";
import { expect, onTestFinished, test } from "vitest";
import type { Outliving } from "../../src/processes/outliving.js";
import { endEarlier, processFile, rememberProcess } from "../../src/programs/earlier-process.js";
import type { ProgramCall, ProgramParts } from "../../src/programs/program-call.js";

/** A program's folder, on a machine where what it once started is ended by word; `left` runs all the same. */
function setUp(left?: Outliving) {
  const folder = mkdtempSync(join(tmpdir(), "rigline-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const fileSystem = createFaultyFileSystem();
  const log = createMemoryLog();
  const ended: unknown[] = [];
  const machine = {
    endOutliving: (identity: object, { mark, graceMs }: { readonly mark: string; readonly graceMs: number }) => {
      ended.push({ ...identity, mark, graceMs });
      return Promise.resolve(left);
    },
  };
  const parts = {
    fileSystem,
    clock: createFakeClock(),
    machine,
    config: { environment: {} },
  } as unknown as ProgramParts;
  const environment = { RIGLINE_SESSION_NAME: "614173_x" };
  const call = { folder, program: { grace_seconds: 3 }, environment, log, who: "step map" } as unknown as ProgramCall;
  return { folder, fileSystem, log, ended, parts, call };
}

const identity = Promise.resolve({ pid: 4711, started: "then" });

test("what a killed launcher has left of a program is ended before it runs again, known by its start and its session", async () => {
  const { folder, ended, log, parts, call } = setUp();
  await rememberProcess(parts, call, identity);
  await endEarlier(parts, call);
  expect(ended).toEqual([{ pid: 4711, started: "then", mark: "RIGLINE_SESSION_NAME=614173_x", graceMs: 3000 }]);
  expect([existsSync(processFile(folder)), log.lines]).toEqual([false, []]);
  // Once is enough.
  await endEarlier(parts, call);
  expect(ended).toHaveLength(1);
});

test("what can't be ended is told by its id", async () => {
  const { log, parts, call } = setUp({ leader: true, pids: [4711, 4712] });
  await rememberProcess(parts, call, identity);
  await endEarlier(parts, call);
  expect(log.lines).toEqual([
    expect.stringContaining("step map still runs from an earlier launcher and can't be ended (pid 4711, 4712)"),
  ]);
});

test("a note that can't be read is passed over, and does not stay", async () => {
  const { folder, ended, log, parts, call } = setUp();
  writeFileSync(processFile(folder), '{"pid": 47');
  await endEarlier(parts, call);
  expect([ended, existsSync(processFile(folder))]).toEqual([[], false]);
  expect(log.lines).toEqual([
    expect.stringContaining("whether step map still runs from an earlier launcher is not known"),
  ]);
});

test("a note that can't be written keeps no program from running", async () => {
  const { folder, fileSystem, log, parts, call } = setUp();
  fileSystem.fail("writeNew", "ENOSPC");
  await rememberProcess(parts, call, identity);
  expect(existsSync(processFile(folder))).toBe(false);
  expect(log.lines).toEqual([expect.stringContaining("the process of step map could not be noted")]);
});

test("a note that can't be cleared away keeps no program from running", async () => {
  const { fileSystem, ended, parts, call } = setUp();
  await rememberProcess(parts, call, identity);
  fileSystem.fail("remove", "EBUSY");
  await endEarlier(parts, call);
  expect(ended).toHaveLength(1);
});
