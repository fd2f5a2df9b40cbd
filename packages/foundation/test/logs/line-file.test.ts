import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openLineFile } from "@rigline/foundation/logs";

const folder = mkdtempSync(join(tmpdir(), "rigline-line-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("keeps the order of what waits for the disk and of what does not", async () => {
  const file = openLineFile(join(folder, "order.log"));
  const expected: string[] = [];
  for (let turn = 0; turn < 200; turn++) {
    for (let line = 0; line < turn % 7; line++) {
      expected.push(`soon ${turn} ${line} ü`);
      file.appendSoon(expected.at(-1) as string);
    }
    if (turn % 3 === 0) {
      expected.push(`now ${turn}`);
      file.append(`now ${turn}`);
    }
    if (turn % 5 === 0) await setImmediate();
  }
  file.close();
  expect(readFileSync(file.path, "utf8").trimEnd().split("\n")).toEqual(expected);
});

it("is written without being asked to, and counts what waits", async () => {
  const file = openLineFile(join(folder, "soon.log"));
  file.appendSoon("a");
  file.appendSoon("b");
  expect(file.waiting).toBeGreaterThan(0);
  while (file.waiting > 0) await setImmediate();
  expect(readFileSync(file.path, "utf8")).toBe("a\nb\n");
  file.close();
});

it("goes on behind what is there, and drops what comes too late", () => {
  const path = join(folder, "more.log");
  writeFileSync(path, "earlier\n");
  const file = openLineFile(path);
  file.appendSoon("soon");
  file.close();
  file.appendSoon("late");
  file.append("late");
  expect(readFileSync(path, "utf8")).toBe("earlier\nsoon\n");
});

it.skipIf(process.platform === "win32")("is not readable by others (Windows has no such rights)", () => {
  const file = openLineFile(join(folder, "private.log"));
  file.close();
  expect(statSync(file.path).mode & 0o007).toBe(0);
});

it.skipIf(process.platform !== "linux")("keeps the failure of what was written soon (/dev/full)", async () => {
  const file = openLineFile("/dev/full");
  file.appendSoon("lost");
  while (file.waiting > 0) await setImmediate();
  expect(file.failure).toMatchObject({ code: "ENOSPC" });
  file.close();
});

it.skipIf(process.platform !== "linux")("keeps the first failure of what was written at once (/dev/full)", () => {
  const file = openLineFile("/dev/full");
  file.append("lost");
  const { failure } = file;
  file.append("lost as well");
  file.close();
  expect(failure).toMatchObject({ code: "ENOSPC" });
  expect(file.failure).toBe(failure);
});
