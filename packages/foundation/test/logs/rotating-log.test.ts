import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rotatingLog } from "@rigline/foundation/logs";

function quickFolder(): string {
  const folder = mkdtempSync(join(process.env["RIGLINE_TEST_MEMORY"] ?? tmpdir(), "rigline-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const FULL = "x".repeat(5 * 1024 * 1024 + 1);

function write(folder: string, message: string): string {
  mkdirSync(join(folder, "flags"), { recursive: true });
  const path = join(folder, "flags", ".rigline", "watchdog.log");
  rotatingLog(path)({ at: new Date(0), name: "test", level: "info", message });
  return path;
}

test("a full log makes room and is kept", () => {
  const folder = quickFolder();
  writeFileSync(write(folder, "first"), FULL);
  const path = write(folder, "second");
  expect(readFileSync(path, "utf8")).toBe("1970-01-01T00:00:00.000Z INFO second\n");
  expect(statSync(`${path}.1`).size).toBe(FULL.length);
});

test("a full log that can't be moved, as one that a viewer has open on Windows, is written on", () => {
  const folder = quickFolder();
  const path = write(folder, "first");
  writeFileSync(path, FULL);
  // No file takes the place of a folder, on any system.
  mkdirSync(join(`${path}.1`, "taken"), { recursive: true });
  write(folder, "second");
  expect(readFileSync(path, "utf8").slice(FULL.length)).toBe("1970-01-01T00:00:00.000Z INFO second\n");
});

test("lines for a place that is away are dropped, and nothing is made where it was", () => {
  const away = join(quickFolder(), "flags");
  rotatingLog(join(away, ".rigline", "watchdog.log"))({
    at: new Date(0),
    name: "test",
    level: "info",
    message: "lost",
  });
  expect(existsSync(away)).toBe(false);
});
