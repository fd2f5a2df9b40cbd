import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { forgetExperiment, noteExperiment, readExperimentNote } from "../../src/session/rig-experiment.js";

const experiment = { session: "614173_x", directory: "/data/614173/614173_x", pid: 4711, started: "then" };

test("a note that can't be written is done without, and leaves nothing half written", () => {
  const rig = `note-test-${randomUUID()}`;
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("rename", "EPERM", { times: 1 });
  noteExperiment(fileSystem, rig, experiment);
  expect(readExperimentNote(fileSystem, rig)).toBeUndefined();
  const [opened] = fileSystem.calls.filter((call) => call.startsWith("openAppend "));
  expect(fileSystem.calls).toContain(opened?.replace("openAppend", "remove"));
  expect(existsSync(opened?.slice("openAppend ".length) ?? "")).toBe(false);
});

test("a note of which not even the unfinished half can be cleared away is done without", () => {
  const fileSystem = createFaultyFileSystem();
  for (const operation of ["file.append", "remove"] as const) fileSystem.fail(operation, "EMFILE", { times: 1 });
  noteExperiment(fileSystem, `note-test-${randomUUID()}`, experiment);
  const [opened = ""] = fileSystem.calls.filter((call) => call.startsWith("openAppend "));
  const file = opened.slice("openAppend ".length);
  expect(fileSystem.calls).toContain(`file.close ${file}`);
  rmSync(file);
});

test("a note that can't be taken away stays for who reads it next", () => {
  const rig = `note-test-${randomUUID()}`;
  const fileSystem = createFaultyFileSystem();
  noteExperiment(fileSystem, rig, experiment);
  fileSystem.fail("remove", "EACCES", { times: 1 });
  forgetExperiment(fileSystem, rig);
  expect(readExperimentNote(fileSystem, rig)).toEqual(experiment);
  forgetExperiment(fileSystem, rig);
  expect(readExperimentNote(fileSystem, rig)).toBeUndefined();
});
