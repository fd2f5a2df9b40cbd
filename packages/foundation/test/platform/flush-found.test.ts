import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nodeDisk } from "@rigline/foundation/disk";
import { flushFound } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/foundation/testing";

function writeFound(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-found-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "found");
  writeFileSync(path, "somebody else's");
  return path;
}

test("a file that is found is flushed, then its name; that the folder has no flush is no failure", () => {
  const path = writeFound();
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("syncFolder", "ENOTSUP");
  flushFound(fileSystem, path);
  expect(fileSystem.calls).toEqual([`flushFile ${path}`, `syncFolder ${dirname(path)}`]);
});

test("a flush that fails is told", () => {
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("flushFile", "EIO");
  expect(() => flushFound(fileSystem, writeFound())).toThrow("EIO");
});

test("what is flushed is told by nothing", () => {
  expect(nodeDisk.flushFile(writeFound())).toBeUndefined();
});

test.skipIf(process.platform !== "linux")("what has no flush is told by the system's code (/proc)", () => {
  expect(nodeDisk.flushFile("/proc/self/status")).toBe("EINVAL");
});

test.skipIf(process.platform === "win32")(
  "a file that this user may not open is told so (Windows has no such rights)",
  () => {
    const path = writeFound();
    chmodSync(path, 0o000);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      chmodSync(dirname(path), 0o755);
      process.seteuid?.(65_534);
    }
    try {
      expect(nodeDisk.flushFile(path)).toBe("EACCES");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  },
);
