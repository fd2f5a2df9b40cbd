import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openLogFile, type LogFile } from "../../src/logs/log-file.js";
import { createLogger, type Logger } from "@rigline/foundation/platform";
import { nodeLogs } from "../../src/logs/log-store.js";
import { copyLines } from "../../src/logs/copy-lines.js";

const folder = mkdtempSync(join(tmpdir(), "rigline-cap-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

function open(cap: { first: number; last: number }): { file: LogFile; log: Logger; plugin: Logger } {
  const file = openLogFile(nodeLogs, join(folder, `${(files += 1)}.log`), { cap });
  const log = createLogger("rigline", [file.sink], () => new Date(0));
  return { file, log, plugin: log.child("chatty") };
}

function linesOf(file: LogFile): string[] {
  return readFileSync(file.path, "utf8").trimEnd().split("\n");
}

const trial = (number: number): string => `trial ${String(number).padStart(6, "0")}`;

it("of a flood keeps the first and the last part, says how much is gone, and stays below its cap", () => {
  const { file, log, plugin } = open({ first: 10_000, last: 20_000 });
  log.info("begun");
  for (let number = 0; number < 100_000; number++) plugin.info(trial(number));
  log.info("over");
  file.close();
  const lines = linesOf(file);
  expect(lines[0]).toMatch(/begun$/);
  expect(lines[1]).toMatch(/trial 000000$/);
  expect(lines.at(-1)).toMatch(/trial 099999$/);
  expect(lines.some((line) => line.endsWith("rigline - INFO - over"))).toBe(true);
  const trials = lines.flatMap((line) => /trial (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  expect(trials).toEqual(trials.toSorted((one, other) => one - other));
  const gap = lines.find((line) => line.includes("left out"));
  expect(Number(/… (\d+) lines/.exec(gap ?? "")?.[1])).toBe(100_000 - trials.length);
  const { length } = readFileSync(file.path);
  expect(length).toBeGreaterThan(20_000);
  expect(length).toBeLessThan(31_000);
});

it("leaves nothing out, and says nothing, as long as all fits into both parts", () => {
  const { file, plugin } = open({ first: 1000, last: 20_000 });
  for (let number = 0; number < 100; number++) plugin.info(trial(number));
  file.close();
  const trials = linesOf(file).filter((line) => line.includes("trial"));
  expect(trials).toHaveLength(100);
  expect(readFileSync(file.path, "utf8")).not.toContain("left out");
});

it("keeps complaints of a plugin where they are few, and the launcher's own words always", () => {
  const { file, log, plugin } = open({ first: 100, last: 1000 });
  for (let number = 0; number < 5000; number++) plugin.info(trial(number));
  plugin.warning("the valve sticks");
  log.info("still here");
  for (let number = 5000; number < 10_000; number++) plugin.info(trial(number));
  file.close();
  const text = readFileSync(file.path, "utf8");
  expect(text).toContain("the valve sticks");
  expect(text).toContain("still here");
});

it("puts a bound also on complaints without an end", () => {
  const { file, plugin } = open({ first: 1000, last: 1000 });
  for (let number = 0; number < 50_000; number++) plugin.error(trial(number));
  file.close();
  expect(readFileSync(file.path).length).toBeLessThan(1_000_000);
  expect(linesOf(file).at(-1)).toMatch(/trial 049999$/);
});

it("counts the lines of records that have several, and takes one that is longer than all it may hold", () => {
  const { file, plugin } = open({ first: 10, last: 4000 });
  plugin.info("first");
  for (let number = 0; number < 1000; number++) plugin.info("a\nb\nc");
  plugin.info("ü".repeat(100_000));
  file.close();
  const lines = linesOf(file);
  const gone = Number(/… (\d+) lines/.exec(lines.find((line) => line.includes("left out")) ?? "")?.[1]);
  const kept = lines.filter((line) => /(?:a|^b|^c)$/.test(line)).length;
  expect(gone + kept).toBe(3000);
  expect(readFileSync(file.path).length).toBeLessThan(6000);
});

it("goes on after a copy was taken in the middle, and tells the gap then", () => {
  const { file, plugin } = open({ first: 100, last: 8000 });
  for (let number = 0; number < 1000; number++) plugin.info(trial(number));
  const copy = join(folder, "copy.log");
  file.flush();
  copyLines(file.path, copy);
  expect(readFileSync(copy, "utf8")).toMatch(/left out[^]*trial 000999\n$/);
  for (let number = 1000; number < 2000; number++) plugin.info(trial(number));
  file.flush();
  copyLines(file.path, copy);
  file.close();
  expect(readFileSync(copy, "utf8")).toBe(readFileSync(file.path, "utf8"));
  expect(linesOf(file).at(-1)).toMatch(/trial 001999$/);
});
