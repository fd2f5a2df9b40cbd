import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { copyLogs } from "../../src/logs/copy-logs.js";
import { copyLines } from "../../src/logs/copy-lines.js";
import { nodeLogs } from "../../src/logs/log-store.js";
import { openLogFile, type LogFile } from "../../src/logs/log-file.js";
import { makeRunFolder } from "../../src/logs/run-folder.js";
import { createLogger, type LogLevel } from "@rigline/foundation/platform";

const folder = mkdtempSync(join(tmpdir(), "rigline-logs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = (): Date => new Date("2026-07-14T16:05:00Z");
let folders = 0;
const place = (): string => join(folder, `place ${(folders += 1)}`);
const read = (...path: string[]): string => readFileSync(join(...path), "utf8");

function say(file: LogFile, message: string, level: LogLevel = "info"): void {
  createLogger("rigline", [file.sink], now)[level](message);
}
const line = (message: string): string => `2026-07-14T160500Z - rigline - INFO - ${message}\n`;

it("is written at once, in folders that it makes", () => {
  const file = openLogFile(nodeLogs, join(place(), "deeper", "launcher.log"));
  say(file, "Mäuse");
  expect(read(file.path)).toBe(line("Mäuse"));
  file.close();
});

it("leaves debug records out unless asked", () => {
  const path = join(place(), "launcher.log");
  const file = openLogFile(nodeLogs, path);
  say(file, "a", "debug");
  file.close();
  const all = openLogFile(nodeLogs, path, { level: "debug" });
  say(all, "b", "debug");
  all.close();
  expect(read(path)).toBe("2026-07-14T160500Z - rigline - DEBUG - b\n");
});

it("goes on writing after it was copied, and a second copy adds what is new", () => {
  const file = openLogFile(nodeLogs, join(place(), "launcher.log"));
  const copy = join(place(), "Logs", "launcher.log");
  say(file, "before the transfer");
  file.flush();
  copyLines(file.path, copy);
  say(file, "the outcome of the transfer");
  expect(read(file.path)).toBe(line("before the transfer") + line("the outcome of the transfer"));
  expect(read(copy)).toBe(line("before the transfer"));
  file.flush();
  copyLines(file.path, copy);
  file.flush();
  copyLines(file.path, copy);
  expect(read(copy)).toBe(read(file.path));
  file.close();
});

it("drops records once closed", () => {
  const file = openLogFile(nodeLogs, join(place(), "launcher.log"));
  file.close();
  file.close();
  say(file, "late");
  expect(read(file.path)).toBe("");
});

it("says which file can't be opened", () => {
  mkdirSync(join(folder, "taken"));
  expect(() => openLogFile(nodeLogs, join(folder, "taken"))).toThrow(
    expect.objectContaining({ code: "LOG_FILE_NOT_WRITABLE" }),
  );
});

it.skipIf(process.platform !== "linux")("survives a full disk (/dev/full) and keeps the failure", () => {
  const file = openLogFile(nodeLogs, "/dev/full");
  say(file, "lost");
  file.flush();
  expect(file.failure).toMatchObject({ code: "ENOSPC" });
  file.close();
});

it("copies a run's folder: logs of an earlier launcher are kept, other files replaced", () => {
  const run = place();
  const session = place();
  mkdirSync(join(run, "models"), { recursive: true });
  mkdirSync(session);
  writeFileSync(join(run, "launcher.log"), "second launcher\n");
  writeFileSync(join(run, "events.jsonl"), '{"type":"b"}\n');
  writeFileSync(join(run, "models", "Rig.json"), "new");
  writeFileSync(join(session, "launcher.log"), "first launcher, cut");
  writeFileSync(join(session, "events.jsonl"), '{"type":"a"}\n');
  mkdirSync(join(session, "models"));
  writeFileSync(join(session, "models", "Rig.json"), "old");
  expect(copyLogs(run, session)).toEqual([
    join(session, "events.jsonl"),
    join(session, "launcher.log"),
    join(session, "models", "Rig.json"),
  ]);
  copyLogs(run, session);
  expect(read(session, "launcher.log")).toBe("first launcher, cut\nsecond launcher\n");
  expect(read(session, "events.jsonl")).toBe('{"type":"a"}\n{"type":"b"}\n');
  expect(read(session, "models", "Rig.json")).toBe("new");
});

it("does not take a log that begins alike for its own copy", () => {
  const run = place();
  const session = place();
  mkdirSync(run);
  mkdirSync(session);
  writeFileSync(join(run, "launcher.log"), "start\nmine\n");
  writeFileSync(join(session, "launcher.log"), "start\nits own\n");
  copyLogs(run, session);
  expect(read(session, "launcher.log")).toBe("start\nits own\nstart\nmine\n");
});

it.skipIf(process.platform === "win32")("leaves links out (Windows needs a right to make them)", () => {
  const run = place();
  mkdirSync(run);
  symlinkSync("/etc", join(run, "link"));
  writeFileSync(join(run, "launcher.log"), "x\n");
  const session = place();
  copyLogs(run, session);
  expect(readdirSync(session)).toEqual(["launcher.log"]);
});

it("copies the rest when one file can't be copied, and names it", () => {
  const run = place();
  const session = place();
  mkdirSync(run);
  writeFileSync(join(run, "a.json"), "");
  writeFileSync(join(run, "launcher.log"), "kept\n");
  mkdirSync(join(session, "a.json"), { recursive: true });
  expect(() => copyLogs(run, session)).toThrow(
    expect.objectContaining({ code: "LOG_COPY_FAILED", why: expect.stringContaining(join(run, "a.json")) }),
  );
  expect(read(session, "launcher.log")).toBe("kept\n");
});

it("says that there is no folder to copy", () => {
  expect(() => copyLogs(join(folder, "absent"), place())).toThrow(expect.objectContaining({ code: "LOG_COPY_FAILED" }));
});

it("makes a folder of its own for each run, also within one second and across processes", () => {
  const parent = join(place(), "local", ".temp");
  const made = Array.from({ length: 200 }, () => makeRunFolder(parent, { now }));
  expect(new Set(made).size).toBe(200);
  expect(made.every((run) => existsSync(run))).toBe(true);
  expect(made[0]?.slice(parent.length + 1)).toMatch(new RegExp(`^2026-07-14T160500Z-${process.pid}-[0-9a-f]{8}$`));
});

it("says that the folder can't be made", () => {
  const file = join(folder, "in the way");
  writeFileSync(file, "");
  const todo = `Move ${file} away, which is a file where a folder is needed, or name another folder.`;
  expect(() => makeRunFolder(file, { now })).toThrow(expect.objectContaining({ code: "LOG_FILE_NOT_WRITABLE", todo }));
});

it("is read by Python's own idea of the line", ({ skip }) => {
  try {
    execFileSync("python3", ["-c", ""]);
  } catch {
    skip("python3 is not installed");
  }
  const file = openLogFile(nodeLogs, join(place(), "launcher.log"));
  say(file, "hello - world");
  file.close();
  const script = `
import logging, sys, time
formatter = logging.Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s", "%Y-%m-%dT%H%M%SZ")
formatter.converter = time.gmtime
record = logging.LogRecord("rigline", logging.INFO, "", 0, "hello - world", None, None)
record.created = ${now().getTime() / 1000}
print(formatter.format(record))`;
  expect(read(file.path)).toBe(execFileSync("python3", ["-c", script], { encoding: "utf8" }).replaceAll("\r\n", "\n"));
});
