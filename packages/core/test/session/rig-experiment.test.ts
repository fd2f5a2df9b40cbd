import { randomUUID } from "node:crypto";
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
  const [written = ""] = fileSystem.calls.filter((call) => call.startsWith("writeNew"));
  expect(fileSystem.exists(written.slice("writeNew ".length))).toBe(false);
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
