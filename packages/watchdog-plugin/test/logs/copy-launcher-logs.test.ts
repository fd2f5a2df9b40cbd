import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { expect, test, describe } from "vitest";
import { copyLauncherLogs, placeLogs } from "../../src/logs/copy-launcher-logs.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function prepare() {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, SESSION_FILES);
  return { session, mapping: makeMapping(session) };
}

test("the launcher is asked to copy them into the modality", async () => {
  const { session, mapping } = prepare();
  const asked: string[] = [];
  const logs = { folder: "", copyTo: (folder: string) => Promise.resolve([String(asked.push(folder))]) };
  const copy = await copyLauncherLogs(nodeFileSystem, { logs, session, mapping, modality: "behavior" });
  expect(copy).toEqual({ folder: join(session.directory, "behavior", "Logs", ".launcher") });
  expect(asked).toEqual([copy.folder]);
});

test("a copy that fails is told and does not hold the data back", async () => {
  const { session, mapping } = prepare();
  const logs = { folder: "", copyTo: () => Promise.reject(new Error("no space left")) };
  const copy = await copyLauncherLogs(nodeFileSystem, { logs, session, mapping, modality: "behavior" });
  expect(copy).toEqual({
    folder: undefined,
    warning: "the launcher's logs do not travel with the data: no space left",
  });
});

test("the folders that the experiment made are on the disk before a log is put there: a power cut would take it with them", async () => {
  const { session } = prepare();
  const elsewhere = temporaryFolder();
  writeTree(elsewhere, { "disk/videos/camera.bin": "0" });
  for (const { modality, flushed } of [
    {
      modality: join(session.directory, "behavior"),
      flushed: [join(session.directory, "behavior"), session.directory],
    },
    {
      modality: join(elsewhere, "disk", "videos"),
      flushed: [join(elsewhere, "disk", "videos"), join(elsewhere, "disk")],
    },
  ]) {
    const fileSystem = createFaultyFileSystem();
    const flushes = (): readonly string[] => fileSystem.calls.filter((call) => call.startsWith("syncFolder "));
    const before: string[] = [];
    const logs = { folder: "", copyTo: () => Promise.resolve([String(before.push(...flushes()))]) };
    const asked = {
      logs,
      session,
      mapping: makeMapping(session, { modalities: { behavior: [modality] } }),
      modality: "behavior",
    };
    expect(await copyLauncherLogs(fileSystem, asked)).toEqual({ folder: join(modality, "Logs", ".launcher") });
    expect(before).toEqual(flushed.map((folder) => `syncFolder ${folder}`));
    fileSystem.fail("syncFolder", "EIO");
    expect(await copyLauncherLogs(fileSystem, asked)).toMatchObject({
      folder: undefined,
      warning: expect.stringContaining("EIO") as string,
    });
    expect(before).toHaveLength(2);
  }
});

function place(
  files: Readonly<Record<string, string>>,
  modalities: Readonly<Record<string, string>>,
  wanted = "behavior",
) {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, files);
  const mapped = Object.entries(modalities).map(([name, path]): [string, string[]] => [
    name,
    [join(session.directory, path)],
  ]);
  const mapping = makeMapping(session, { modalities: Object.fromEntries(mapped) });
  return { folder: placeLogs(nodeFileSystem, mapping, wanted), at: (path: string) => join(session.directory, path) };
}

describe("the logs' place", () => {
  test("is inside of the behaviour folder, in its own spelling", () => {
    const { folder, at } = place({ "Behavior/x": "", "fib/x": "" }, { fib: "fib", behavior: "Behavior" }, "BEHAVIOR");
    expect(folder).toBe(at("Behavior/Logs/.launcher"));
  });

  test("joins a folder of logs that is there, in its own spelling", () => {
    const { folder, at } = place({ "behavior/logs/x": "" }, { behavior: "behavior" });
    expect(folder).toBe(at("behavior/logs/.launcher"));
  });

  test("is in the first modality when the wanted one is not mapped", () => {
    const { folder, at } = place({ "fib/x": "" }, { fib: "fib" });
    expect(folder).toBe(at("fib/Logs/.launcher"));
  });

  test("passes over a modality that is a file", () => {
    const { folder, at } = place({ "behavior.csv": "", "fib/x": "" }, { behavior: "behavior.csv", fib: "fib" });
    expect(folder).toBe(at("fib/Logs/.launcher"));
  });

  test("is nowhere when no modality is a folder", () => {
    expect(place({ "behavior.csv": "" }, { behavior: "behavior.csv" }).folder).toBeUndefined();
  });
});
