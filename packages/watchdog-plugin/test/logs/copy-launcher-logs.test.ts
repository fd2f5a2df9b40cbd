import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { copyLauncherLogs } from "../../src/logs/copy-launcher-logs.js";
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
  const copy = await copyLauncherLogs(nodeFileSystem, logs, mapping, "behavior");
  expect(copy).toEqual({ folder: join(session.directory, "behavior", "Logs", ".launcher") });
  expect(asked).toEqual([copy.folder]);
});

test("a copy that fails is told and does not hold the data back", async () => {
  const { mapping } = prepare();
  const logs = { folder: "", copyTo: () => Promise.reject(new Error("no space left")) };
  const copy = await copyLauncherLogs(nodeFileSystem, logs, mapping, "behavior");
  expect(copy).toEqual({
    folder: undefined,
    warning: "the launcher's logs do not travel with the data: no space left",
  });
});
