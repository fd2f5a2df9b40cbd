import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { afterAll, expect, it } from "vitest";
import { copyLines } from "../../src/logs/copy-lines.js";
import { copyLogs, linkLogs } from "../../src/logs/copy-logs.js";
import { readTail } from "@rigline/foundation/logs";

const folder = mkdtempSync(join(tmpdir(), "rigline-copy-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let places = 0;
function place(): string {
  const path = join(folder, String((places += 1)));
  mkdirSync(path);
  return path;
}

/** Longer than what is in memory at a time, so that every border is crossed. */
const LONG = Array.from({ length: 60_000 }, (_, number) => `line ${number} of a long log\n`).join("");

it("finds an earlier copy at the end of a file that is longer than what is looked at at a time", () => {
  const at = place();
  const [from, to] = [join(at, "from.log"), join(at, "to.log")];
  writeFileSync(from, `second launcher\n${LONG}`);
  writeFileSync(to, LONG);
  copyLines(from, to);
  expect(readFileSync(to, "utf8")).toBe(`${LONG}second launcher\n${LONG}`);
  writeFileSync(from, `second launcher\n${LONG}more\n`);
  copyLines(from, to);
  copyLines(from, to);
  expect(readFileSync(to, "utf8")).toBe(`${LONG}second launcher\n${LONG}more\n`);
});

it.each([262_130, 262_143, 262_144, 262_145, 524_288])(
  "finds a first line that a border cuts in two (%i bytes before the end)",
  (behind) => {
    const at = place();
    const [from, to] = [join(at, "from.log"), join(at, "to.log")];
    const source = `the first line\n${"x".repeat(behind - 16)}\n`;
    writeFileSync(from, source);
    writeFileSync(to, `before\n${source}`);
    copyLines(from, to);
    expect(readFileSync(to, "utf8")).toBe(`before\n${source}`);
  },
);

it("is on the disk with the names of its folders, whoever cuts the power afterwards", () => {
  const [run, data] = [place(), place()];
  mkdirSync(join(run, "models"));
  for (const name of ["launcher.log", "models/model.json"]) writeFileSync(join(run, name), "a\n");
  const target = join(data, "Logs", ".launcher");
  const fileSystem = createFaultyFileSystem();
  expect(copyLogs(run, target, fileSystem)).toHaveLength(2);
  const flushed = (): readonly string[] => fileSystem.calls.filter((call) => /^(flushFile|syncFolder) /.test(call));
  const within = (...names: string[]): string => join(target, ...names);
  const files = [`flushFile ${within("launcher.log")}`, `flushFile ${within("models", "model.json")}`];
  const folders = [dirname(data), data, join(data, "Logs"), target, within("models")].map(
    (folder) => `syncFolder ${folder}`,
  );
  expect([...new Set(flushed())].sort()).toEqual([...files, ...folders].sort());
  // A launcher that was killed may have made the folder and never flushed its name.
  const before = fileSystem.calls.length;
  copyLogs(run, target, fileSystem);
  expect(fileSystem.calls.slice(before)).toContain(`syncFolder ${join(data, "Logs")}`);
  fileSystem.fail("flushFile", "EIO");
  expect(() => copyLogs(run, target, fileSystem)).toThrow(expect.objectContaining({ code: "LOG_COPY_FAILED" }));
});

it("travels whole or not at all: what can't be written or flushed is taken back, and holds up none of the others", () => {
  const [run, data] = [place(), place()];
  for (const name of ["a.log", "b.log"]) writeFileSync(join(run, name), `${name}\n`);
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("flushFile", "EIO", { times: 1 });
  expect(() => copyLogs(run, data, fileSystem)).toThrow(expect.objectContaining({ code: "LOG_COPY_FAILED" }));
  expect(readdirSync(data)).toEqual(["b.log"]);
  // Of an earlier launcher's log only what was added is taken back.
  writeFileSync(join(run, "b.log"), "b.log\nmore\n");
  fileSystem.fail("flushFile", "EIO", { times: 2 });
  expect(() => copyLogs(run, data, fileSystem)).toThrow("2 of 2 log files");
  expect([readdirSync(data), readFileSync(join(data, "b.log"), "utf8")]).toEqual([["b.log"], "b.log\n"]);
  // Whose name is not on the disk is not sure to stay.
  fileSystem.fail("syncFolder", "EIO", { times: 1 });
  expect(() => copyLogs(run, data, fileSystem)).toThrow(expect.objectContaining({ code: "LOG_COPY_FAILED" }));
  expect(readdirSync(data)).toEqual(["b.log"]);
});

it("takes back what stays away whoever cuts the power afterwards: the name, and what an earlier launcher's log had grown by", () => {
  const [run, data] = [place(), place()];
  for (const name of ["a.log", "b.log"]) writeFileSync(join(run, name), `${name}\n`);
  writeFileSync(join(data, "b.log"), "of before\n");
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("syncFolder", "EBUSY", { times: 1 });
  expect(() => copyLogs(run, data, fileSystem)).toThrow(expect.objectContaining({ code: "LOG_COPY_FAILED" }));
  expect([readdirSync(data), readFileSync(join(data, "b.log"), "utf8")]).toEqual([["b.log"], "of before\n"]);
  const after = (call: string): readonly string[] => fileSystem.calls.slice(fileSystem.calls.lastIndexOf(call));
  expect(after(`remove ${join(data, "a.log")}`)).toContain(`syncFolder ${data}`);
  expect(after(`openAppend ${join(data, "b.log")}`)).toContain(`file.sync ${join(data, "b.log")}`);
});

it("takes no space for a log within the session, and finds what is still written to it", () => {
  const [run, session] = [place(), place()];
  writeFileSync(join(run, "launcher.log"), "a\n");
  linkLogs(run, join(session, "logs"));
  writeFileSync(join(run, "launcher.log"), "b\n", { flag: "a" });
  linkLogs(run, join(session, "logs"));
  const kept = join(session, "logs", "launcher.log");
  expect(readFileSync(kept, "utf8")).toBe("a\nb\n");
  expect(statSync(kept).ino).toBe(statSync(join(run, "launcher.log")).ino);
});

it("adds to the log of an earlier launcher, and leaves that launcher's own as it is", () => {
  const [first, second, session] = [place(), place(), place()];
  writeFileSync(join(first, "launcher.log"), "first\n");
  writeFileSync(join(second, "launcher.log"), "second\n");
  linkLogs(first, session);
  linkLogs(second, session);
  expect(readFileSync(join(session, "launcher.log"), "utf8")).toBe("first\nsecond\n");
  expect(readFileSync(join(first, "launcher.log"), "utf8")).toBe("first\n");
});

it("never writes through a second name of a file", () => {
  const at = place();
  const [from, to, other] = [join(at, "from.log"), join(at, "to.log"), join(at, "other.log")];
  writeFileSync(from, "new\n");
  writeFileSync(other, "old\n");
  linkSync(other, to);
  copyLines(from, to);
  expect(readFileSync(to, "utf8")).toBe("old\nnew\n");
  expect(readFileSync(other, "utf8")).toBe("old\n");
});

it.skipIf(process.platform === "win32")(
  "is as readable as the folder it is put into (Windows has no such rights)",
  () => {
    const run = place();
    writeFileSync(join(run, "launcher.log"), "a\n", { mode: 0o640 });
    for (const mode of [0o755, 0o750, 0o700]) {
      const data = join(place(), "data");
      mkdirSync(data, { mode });
      copyLogs(run, data);
      expect(statSync(join(data, "launcher.log")).mode & 0o777).toBe(mode & 0o666 & ~process.umask());
    }
  },
);

it("reads the end of a file alone", () => {
  const path = join(place(), "long.log");
  writeFileSync(path, LONG);
  expect(readTail(path, { lines: 3, bytes: 1000 })).toEqual(LONG.trimEnd().split("\n").slice(-3));
  const few = readTail(path, { lines: 300, bytes: 1000 });
  expect(few.length).toBeLessThan(60);
  expect(few.every((line) => /^line \d+ of a long log$/.test(line))).toBe(true);
  writeFileSync(path, "");
  expect(readTail(path, { lines: 3, bytes: 1000 })).toEqual([""]);
});
