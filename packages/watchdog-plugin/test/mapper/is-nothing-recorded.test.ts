import { join } from "node:path";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { isNothingRecorded } from "../../src/mapper/is-nothing-recorded.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function ask(files: Readonly<Record<string, string>>, outcome: "success" | "failed" | "aborted" = "aborted"): boolean {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, { "./": "", ...files });
  return isNothingRecorded(nodeFileSystem, makeMapping(session), session, outcome);
}

test.each(["failed", "aborted"] as const)(
  "a %s session without any modality folder has recorded nothing",
  (outcome) => {
    expect(ask({}, outcome)).toBe(true);
  },
);

test("after a success it is no such thing: its data are somewhere", () => {
  expect(ask({}, "success")).toBe(false);
});

test("metadata, empty folders and the launcher's own files are no data", () => {
  expect(ask({ "acquisition.json": "{}", "rig.json": "{}", "raw/empty/": "", ".rigline/journal.jsonl": "" })).toBe(
    true,
  );
});

test.each(["behavior/events.csv", "raw/deep/events.csv", "notes.txt"])("%s is something", (file) => {
  expect(ask({ [file]: "" })).toBe(false);
});

test("a modality folder that is empty is handed off as it is", () => {
  expect(ask({ "behavior/": "" })).toBe(false);
});

test("a session folder that is gone is not one in which nothing was recorded", () => {
  const session = makeSession(join(temporaryFolder(), "away"));
  expect(isNothingRecorded(nodeFileSystem, makeMapping(session), session, "aborted")).toBe(false);
});

test("a source that can't be looked at now is not one that is not there", () => {
  const session = makeSession(temporaryFolder());
  const source = join(session.directory, "behavior");
  writeTree(session.directory, { "behavior/": "" });
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    exists: (path) => path !== source && nodeFileSystem.exists(path),
    stat: (path) => {
      if (path === source) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeFileSystem.stat(path);
    },
  };
  expect(() => isNothingRecorded(fileSystem, makeMapping(session), session, "aborted")).toThrow("EIO");
});
