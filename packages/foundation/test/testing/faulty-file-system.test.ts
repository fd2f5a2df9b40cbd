import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFaultyFileSystem, type FileOperation } from "../../src/testing/faulty-file-system.js";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-faulty-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const BYTES = new TextEncoder().encode("12345678");

test.each([
  "exists",
  "read",
  "list",
  "stat",
  "makeFolder",
  "makeNewFolder",
  "writeNew",
  "flushFile",
  "openAppend",
  "rename",
  "link",
  "remove",
  "removeFile",
  "removeEmptyFolder",
  "syncFolder",
  "realPath",
  "deviceOf",
  "fileSystemType",
  "inspect",
  "listNames",
  "file.append",
  "file.truncate",
  "file.sync",
  "file.close",
] as const)("%s fails with the code that was asked for, so many times, and then works", async (operation) => {
  const files = createFaultyFileSystem();
  const folder = makeFolder();
  const path = join(folder, "one");
  const appended = files.openAppend(path);
  writeFileSync(join(folder, "nine"), "");
  mkdirSync(join(folder, "empty"));
  onTestFinished(() => appended.close());
  const perform: Record<FileOperation, () => unknown> = {
    exists: () => files.exists(path),
    read: () => files.read(path),
    list: () => files.list(folder),
    stat: () => files.stat(path),
    makeFolder: () => files.makeFolder(join(folder, "two")),
    makeNewFolder: () => files.makeNewFolder(join(folder, "seven")),
    writeNew: () => files.writeNew(join(folder, "three"), BYTES),
    flushFile: () => files.flushFile(path),
    openAppend: () => files.openAppend(join(folder, "four")).close(),
    rename: () => files.rename(path, join(folder, "five")),
    link: () => files.link(path, join(folder, "eight")),
    remove: () => files.remove(join(folder, "three")),
    removeFile: () => files.removeFile(join(folder, "nine")),
    removeEmptyFolder: () => files.removeEmptyFolder(join(folder, "empty")),
    syncFolder: () => files.syncFolder(folder),
    realPath: () => files.realPath(path),
    deviceOf: () => files.deviceOf(path),
    fileSystemType: () => files.fileSystemType(path),
    inspect: () => files.inspect(path),
    listNames: () => files.listNames(folder),
    "file.append": () => appended.append(BYTES),
    "file.truncate": () => appended.truncate(0),
    "file.sync": () => appended.sync(),
    "file.close": () => files.openAppend(join(folder, "six")).close(),
  };
  files.fail(operation, "ENOSPC", { times: 2 });
  for (let time = 0; time < 2; time++)
    await expect((async () => perform[operation]())()).rejects.toMatchObject({ code: "ENOSPC" });
  await perform[operation]();
});

test("half a write is on the disk when it fails half-way", () => {
  const files = createFaultyFileSystem();
  const path = join(makeFolder(), "torn");
  const file = files.openAppend(path);
  onTestFinished(() => file.close());
  files.fail("file.append", "EIO", { half: true });
  expect(() => file.append(BYTES)).toThrow("EIO");
  expect(readFileSync(path, "utf8")).toBe("1234");
  expect(files.calls).toContain(`file.append ${path}`);
});
