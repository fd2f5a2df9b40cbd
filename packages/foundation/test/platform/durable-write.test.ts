import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type FileSystem,
  makeFolderDurably,
  moveDurably,
  nodeFileSystem,
  writeDurably,
} from "@rigline/foundation/platform";
import { createFaultyFileSystem, type Operation } from "../../../core/test/fixtures/faulty-file-system.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-write-"));
  path = join(folder, "file.json");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(file: string): string {
  return readFileSync(file, "utf8");
}

describe("writeDurably", () => {
  test.each([
    ["text", "grüße\n", Buffer.from("grüße\n")],
    ["bytes", Uint8Array.of(0, 255, 10), Buffer.from([0, 255, 10])],
    ["nothing", "", Buffer.alloc(0)],
  ])("writes %s, also over what was there", (_what, content, expected) => {
    writeDurably(path, content);
    expect(readFileSync(path)).toEqual(expected);
    writeDurably(path, content);
    expect(readFileSync(path)).toEqual(expected);
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  test("flushes the file before the rename and the folder after it", () => {
    const fileSystem = createFaultyFileSystem();
    writeDurably(path, "new", { fileSystem });
    const [write = "", look, rename = "", sync, ...rest] = fileSystem.calls;
    const unfinished = write.slice("writeNew ".length);
    expect(look).toBe(`stat ${path}`);
    expect(rename).toBe(`rename ${unfinished} ${path}`);
    expect(sync).toBe(`syncFolder ${folder}`);
    expect(rest).toEqual([]);
    expect(unfinished.startsWith(join(folder, ".rigline-"))).toBe(true);
  });

  test("with a staging folder no other name is ever seen beside the file", () => {
    const staging = join(folder, ".rigline", "staging");
    const fileSystem = createFaultyFileSystem();
    writeDurably(path, "new", { staging, fileSystem });
    expect(read(path)).toBe("new");
    expect(readdirSync(staging)).toEqual([]);
    expect(fileSystem.calls.find((call) => call.startsWith("writeNew"))).toContain(staging);
  });

  test("a name as long as the system takes can be written", () => {
    const longest = join(folder, `${"x".repeat(250)}.json`);
    writeDurably(longest, "new");
    expect(read(longest)).toBe("new");
  });

  test("two at once do not meet under one unfinished name", () => {
    const fileSystem = createFaultyFileSystem();
    writeDurably(path, "one", { fileSystem });
    writeDurably(path, "two", { fileSystem });
    const names = fileSystem.calls.filter((call) => call.startsWith("writeNew"));
    expect(new Set(names).size).toBe(2);
  });

  const before: [Operation, string, string][] = [
    ["writeNew", "ENOSPC", "make room"],
    ["writeNew", "EROFS", "read-only"],
    ["writeNew", "EIO", "check the disk"],
    ["rename", "EACCES", "close it"],
    ["rename", "EPERM", "close it"],
    ["rename", "EBUSY", "close it"],
    ["rename", "EIO", "check the disk"],
  ];
  test.each(before)("when %s fails with %s the old file is whole and nothing is left", (operation, code, advice) => {
    writeFileSync(path, "old");
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail(operation, code, { half: true });
    const error = catchError(() => writeDurably(path, "new content", { fileSystem }));
    expect(error).toMatchObject({ code: "STORAGE_WRITE_FAILED", exitCode: 10, where: { file: path } });
    expect(error.todo).toContain(advice);
    expect(read(path)).toBe("old");
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  test("when the folder can't be flushed the new file is whole, and the error says what that means", () => {
    writeFileSync(path, "old");
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("syncFolder", "EIO");
    const error = catchError(() => writeDurably(path, "new", { fileSystem }));
    expect(error.message).toContain("might not survive a power cut");
    expect(read(path)).toBe("new");
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  test.each(["EINVAL", "ENOTSUP"])("a file system that can't flush folders (%s) is no failure", (code) => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("syncFolder", code);
    writeDurably(path, "new", { fileSystem });
    expect(read(path)).toBe("new");
  });

  test.each(["EPERM", "EBUSY", "EACCES"])(
    "a rename that another program hinders for a moment (%s) is tried again",
    (code) => {
      const fileSystem = createFaultyFileSystem();
      fileSystem.fail("rename", code, { times: 3 });
      writeDurably(path, "new", { fileSystem });
      expect(read(path)).toBe("new");
      expect(fileSystem.calls.filter((call) => call.startsWith("rename"))).toHaveLength(4);
      expect(fileSystem.pauses).toEqual([10, 20, 40]);
    },
  );

  test("the first failure is the one told, also when the unfinished file can't be removed", () => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("rename", "EIO");
    fileSystem.fail("remove", "EBUSY");
    expect(catchError(() => writeDurably(path, "new", { fileSystem })).why).toContain("EIO");
  });

  test("the new file stays when a share has taken the old one away and refuses the rename all the same", () => {
    writeFileSync(path, "old");
    // As the client of a Samba share on Linux does while another program has the old one open.
    const fileSystem = {
      ...createFaultyFileSystem(),
      rename: (_from: string, to: string) => {
        rmSync(to, { force: true });
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      },
    };
    const error = catchError(() => writeDurably(path, "new", { fileSystem }));
    const [left = "", ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(read(join(folder, left))).toBe("new");
    expect(error).toMatchObject({ code: "STORAGE_WRITE_FAILED", todo: expect.stringContaining(join(folder, left)) });
  });

  test("a folder that is not there is named, with what to do", () => {
    const error = catchError(() => writeDurably(join(folder, "absent", "x"), "new"));
    expect(error.todo).toContain("create it");
  });
});

describe("moveDurably", () => {
  test("a name that can't be looked at is not taken for a free one", () => {
    writeDurably(path, "mine");
    const to = join(folder, "there.json");
    writeFileSync(to, "another's");
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("stat", "EIO", { times: 1 });
    expect(() => moveDurably(path, to, { fileSystem })).toThrowError(
      expect.objectContaining({ code: "STORAGE_WRITE_FAILED" }),
    );
    expect([read(path), read(to)]).toEqual(["mine", "another's"]);
  });

  let to: string;
  beforeEach(() => {
    mkdirSync(join(folder, "done"));
    to = join(folder, "done", "file.json");
    writeFileSync(path, "content");
  });

  test("moves, then flushes both folders, the new name first, and that by its file too: Windows flushes no folders", () => {
    const fileSystem = createFaultyFileSystem();
    moveDurably(path, to, { fileSystem });
    expect(read(to)).toBe("content");
    expect(existsSync(path)).toBe(false);
    expect(fileSystem.calls.slice(-4)).toEqual([
      `rename ${path} ${to}`,
      `flushFile ${to}`,
      `syncFolder ${join(folder, "done")}`,
      `syncFolder ${folder}`,
    ]);
  });

  test("never overwrites", () => {
    writeFileSync(to, "other");
    expect(catchError(() => moveDurably(path, to))).toMatchObject({ code: "STORAGE_TARGET_EXISTS" });
    expect([read(path), read(to)]).toEqual(["content", "other"]);
  });

  test("across volumes it copies, flushes, renames and only then removes", () => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("rename", "EXDEV", { times: 1 });
    moveDurably(path, to, { fileSystem });
    expect(read(to)).toBe("content");
    expect(existsSync(path)).toBe(false);
    const steps = fileSystem.calls.map((call) => call.split(" ")[0]);
    expect(steps).toEqual([
      "stat",
      "rename",
      "read",
      "writeNew",
      "stat",
      "rename",
      "syncFolder",
      "remove",
      "flushFile",
      "syncFolder",
      "syncFolder",
    ]);
  });

  test.each<[Operation, string]>([
    ["rename", "EIO"],
    ["read", "EIO"],
    ["writeNew", "ENOSPC"],
  ])("when %s fails the source is whole and no part of it is at the target", (operation, code) => {
    const fileSystem = createFaultyFileSystem();
    if (operation !== "rename") fileSystem.fail("rename", "EXDEV", { times: 1 });
    fileSystem.fail(operation, code, { half: true });
    expect(catchError(() => moveDurably(path, to, { fileSystem }))).toMatchObject({ code: "STORAGE_WRITE_FAILED" });
    expect(read(path)).toBe("content");
    expect(readdirSync(join(folder, "done"))).toEqual([]);
  });

  test("when the source can't be removed both are whole", () => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("rename", "EXDEV", { times: 1 });
    fileSystem.fail("remove", "EPERM");
    expect(catchError(() => moveDurably(path, to, { fileSystem })).why).toContain("EPERM");
    expect([read(path), read(to)]).toEqual(["content", "content"]);
  });
});

test("folders that are made are flushed into those above them, each before the next, and so is the one that is found", () => {
  const fileSystem = createFaultyFileSystem();
  const [a, b, c] = [join(folder, "a"), join(folder, "a", "b"), join(folder, "a", "b", "c")];
  makeFolderDurably(fileSystem, c);
  const made = fileSystem.calls.filter((call) => !call.startsWith("exists"));
  expect(made).toEqual([
    `syncFolder ${dirname(folder)}`,
    `makeFolder ${a}`,
    `syncFolder ${folder}`,
    `makeFolder ${b}`,
    `syncFolder ${a}`,
    `makeFolder ${c}`,
    `syncFolder ${b}`,
  ]);
  makeFolderDurably(fileSystem, c);
  expect(fileSystem.calls.filter((call) => !call.startsWith("exists"))).toEqual(made);
});

/** One that can't flush this folder. */
function refusing(code: string, refused: string): FileSystem {
  return {
    ...nodeFileSystem,
    syncFolder: (path) => {
      if (path === refused) throw Object.assign(new Error(`${code}: injected`), { code });
      nodeFileSystem.syncFolder(path);
    },
  };
}

test("a folder whose name can't be flushed is not there for the next one to find, unless somebody uses it already", () => {
  const [a, b] = [join(folder, "a"), join(folder, "a", "b")];
  mkdirSync(a);
  expect(() => makeFolderDurably(refusing("EIO", a), b)).toThrow("EIO");
  expect(readdirSync(a)).toEqual([]);
  const used = {
    ...refusing("EIO", a),
    makeFolder: (path: string) => mkdirSync(join(path, "his"), { recursive: true }) !== undefined,
  };
  expect(() => makeFolderDurably(used, b)).toThrow("EIO");
  expect(readdirSync(b)).toEqual(["his"]);
});

test("an empty folder that could not be seen is somebody's, and stays though its name can't be flushed", () => {
  const [a, b] = [join(folder, "a"), join(folder, "a", "b")];
  mkdirSync(b, { recursive: true });
  // As with too many open files.
  const blind = { ...refusing("EIO", a), exists: (path: string) => path !== b && existsSync(path) };
  for (const below of [undefined, a]) expect(() => makeFolderDurably(blind, b, { below })).toThrow("EIO");
  expect(readdirSync(a)).toEqual(["b"]);
});

test("a folder in one that may not be opened is taken for safe", () => {
  makeFolderDurably(refusing("EACCES", dirname(folder)), join(folder, "a"));
  expect(readdirSync(folder)).toEqual(["a"]);
  expect(() => makeFolderDurably(refusing("EIO", dirname(folder)), join(folder, "b"))).toThrow("EIO");
});

test("folders are made below one that must be there, which is not made anew when somebody has renamed it", () => {
  const fileSystem = createFaultyFileSystem();
  const below = join(folder, "his");
  const wanted = join(below, "a", "b");
  expect(() => makeFolderDurably(fileSystem, wanted, { below })).toThrow(expect.objectContaining({ code: "ENOENT" }));
  expect(readdirSync(folder)).not.toContain("his");
  mkdirSync(below);
  makeFolderDurably(fileSystem, wanted, { below });
  expect(existsSync(wanted)).toBe(true);
  expect(fileSystem.calls).toContain(`syncFolder ${join(below, "a")}`);
  // Another process is as far.
  fileSystem.fail("exists", "EIO");
  expect(() => makeFolderDurably({ ...fileSystem, exists: () => false }, wanted, { below })).not.toThrow();
});

interface Coded extends Error {
  readonly todo: string;
  readonly why: string;
}

function catchError(action: () => unknown): Coded {
  try {
    action();
  } catch (error) {
    return error as Coded;
  }
  throw new Error("nothing was thrown");
}
