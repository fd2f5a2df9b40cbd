import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/core/testing";
import { describe, expect, test } from "vitest";
import { checkDestination, checkOwnFolder } from "../../src/preflight/check-writable.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const never = (): never => {
  throw new Error("nothing is to be made");
};

describe("a folder of ours", () => {
  test("is made, and the probe leaves nothing", () => {
    const folder = join(temporaryFolder(), "a", "b");
    expect(checkOwnFolder(nodeFileSystem, "flag folder", folder)).toMatchObject({ level: "ok" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("where a file is in the way is an error that says what to do", () => {
    const folder = join(temporaryFolder(), "file");
    writeFileSync(folder, "");
    const finding = checkOwnFolder(nodeFileSystem, "flag folder", folder);
    expect(finding).toMatchObject({ level: "error", message: expect.stringContaining(`${folder} can't be written`) });
    expect(finding.todo).toBeDefined();
  });
});

describe("a file system without a flush", () => {
  const unflushing = () => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("file.sync", "ENOTSUP");
    return fileSystem;
  };

  test("can't hold the queue", () => {
    const folder = temporaryFolder();
    const finding = checkOwnFolder(unflushing(), "flag folder", folder);
    expect(finding).toMatchObject({ level: "error", message: expect.stringContaining("has no flush") });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("takes the data, and that no source is deleted is said", () => {
    const finding = checkDestination(unflushing(), temporaryFolder(), undefined);
    expect(finding).toMatchObject({ level: "warning", todo: expect.stringContaining("no source is deleted") });
  });
});

describe("the destination", () => {
  test("that exists is written to and left as it was", () => {
    const folder = temporaryFolder();
    expect(checkDestination(nodeFileSystem, folder, undefined)).toMatchObject({
      level: "ok",
      message: `${folder} can be written`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is missing is made where its parent is there, and the finding says so", () => {
    const folder = temporaryFolder();
    const destination = join(folder, "central");
    expect(checkDestination(nodeFileSystem, destination, () => mkdirSync(destination))).toMatchObject({
      level: "warning",
      message: expect.stringContaining(`made ${destination}`),
      todo: expect.stringContaining("share"),
    });
    expect(readdirSync(folder)).toEqual(["central"]);
    expect(checkDestination(nodeFileSystem, destination, () => mkdirSync(destination))).toMatchObject({ level: "ok" });
  });

  test("that is missing and may not be made is an error", () => {
    const folder = temporaryFolder();
    expect(checkDestination(nodeFileSystem, join(folder, "central"), undefined)).toMatchObject({ level: "error" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is missing and can't be made is an error", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const destination = join(folder, "file", "central");
    expect(checkDestination(nodeFileSystem, destination, () => mkdirSync(destination))).toMatchObject({
      level: "error",
      message: expect.stringContaining(`${destination} can't be made`),
    });
  });

  test("on a share that is not connected is an error, and no folder takes its place", () => {
    const folder = temporaryFolder();
    expect(checkDestination(nodeFileSystem, join(folder, "share", "data"), never)).toMatchObject({
      level: "error",
      todo: expect.stringContaining("Connect the share"),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that refuses the write is an error", () => {
    const folder = temporaryFolder();
    const refusing = {
      ...nodeFileSystem,
      writeNew: () => {
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      },
    };
    expect(checkDestination(refusing, folder, undefined)).toMatchObject({
      level: "error",
      message: `${folder} can't be written: EACCES: permission denied`,
    });
  });

  test.each(["ENOSPC", "EDQUOT"])("that is full (%s) wants room, and no rights", (code) => {
    const folder = temporaryFolder();
    const refusing = {
      ...nodeFileSystem,
      writeNew: () => {
        throw Object.assign(new Error(code), { code });
      },
    };
    const full = { level: "error", todo: expect.stringContaining("make room") };
    expect(checkDestination(refusing, folder, undefined)).toMatchObject(full);
    expect(checkOwnFolder(refusing, "flag folder", folder)).toMatchObject(full);
  });
});
