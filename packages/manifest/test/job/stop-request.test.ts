import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { clearStopRequest, readStopRequest } from "@rigline/manifest";
import { afterEach, beforeEach, expect, test } from "vitest";

let flags: string;
let file: string;

beforeEach(() => {
  flags = mkdtempSync(join(tmpdir(), "rigline-stop-"));
  file = join(flags, ".rigline", "stop.json");
  mkdirSync(dirname(file));
});

afterEach(() => rmSync(flags, { recursive: true, force: true }));

test("who is asked to stop hears it, and nobody else; what was heard is taken away", () => {
  const fileSystem = createFaultyFileSystem();
  expect(readStopRequest(fileSystem, flags, 812)).toBeUndefined();
  writeFileSync(file, JSON.stringify({ pid: 812, now: true }));
  expect(readStopRequest(fileSystem, flags, 813)).toBeUndefined();
  expect(readStopRequest(fileSystem, flags, 812)).toEqual({ pid: 812, now: true });
  clearStopRequest(fileSystem, flags);
  expect(readStopRequest(fileSystem, flags, 812)).toBeUndefined();
});

test.each(["", "{", "[]", '{"pid":"812","now":true}'])("a request that is none asks for nothing: %j", (text) => {
  writeFileSync(file, text);
  expect(readStopRequest(createFaultyFileSystem(), flags, 812)).toBeUndefined();
});

test("one that can't be taken away does not keep its daemon from ending", () => {
  const fileSystem = createFaultyFileSystem();
  writeFileSync(file, JSON.stringify({ pid: 812, now: false }));
  fileSystem.fail("remove", "EBUSY");
  expect(() => clearStopRequest(fileSystem, flags)).not.toThrow();
  expect(readStopRequest(fileSystem, flags, 813)).toBeUndefined();
});
