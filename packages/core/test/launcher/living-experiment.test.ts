import { readFileSync, writeFileSync } from "node:fs";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createMemoryLog } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { noteStart } from "../../src/launcher/living-experiment.js";
import { forgetExperiment, noteExperiment } from "../../src/session/rig-experiment.js";
import { sessionJournalPath } from "../../src/session/session-places.js";
import type { SessionRecord } from "../../src/session/session-record.js";
import { useLauncherBench, WELL } from "./launcher-bench.js";

const bench = useLauncherBench();

test("an experiment of which the system does not say when it started is not noted as another's might be, and that is told", async () => {
  const log = createMemoryLog();
  const records: SessionRecord[] = [];
  const recorder = { record: (entry: SessionRecord) => void records.push(entry) };
  const session = { rigName: "4A", name: "614173_x", directory: "/data/614173/614173_x" } as never;
  const parts = { recorder: recorder as never, log, fileSystem: nodeFileSystem };
  await noteStart(parts, session, { pid: 4711, identity: Promise.resolve(undefined) }, () => true);
  expect(records).toEqual([]);
  expect(log.lines).toEqual([expect.stringContaining("when the experiment (pid 4711) started")]);
  await noteStart(parts, session, { pid: 4712, identity: Promise.resolve(undefined) }, () => false);
  expect([records, log.lines.length]).toEqual([[], 1]);
});

test("an experiment that only its note tells of, because the journal could not be written, is not run a second time", async () => {
  let runs = 0;
  const processes = { run: () => ((runs += 1), Promise.resolve(WELL)) };
  const { session } = await (await bench.open({ processes })).run();
  const { name = "", directory = "" } = session ?? {};
  const journal = sessionJournalPath(directory);
  const lines = readFileSync(journal, "utf8").split("\n");
  const begins = lines.findIndex((line) => line.includes('"runnerStarted"'));
  const losing = async (): Promise<string> => {
    writeFileSync(journal, `${lines.slice(0, begins).join("\n")}\n`);
    return (await (await bench.open({ processes })).run({ resume: { directory } })).outcome;
  };
  noteExperiment(nodeFileSystem, bench.rigName, { session: name, directory, pid: 4711, started: "boot:1" });
  expect([await losing(), runs]).toEqual(["failed", 1]);
  // Another session's says nothing of this one, whose experiment has not begun.
  noteExperiment(nodeFileSystem, bench.rigName, { session: "x", directory: "/x", pid: 4711, started: "boot:1" });
  expect([await losing(), runs]).toEqual(["success", 2]);
  forgetExperiment(nodeFileSystem, bench.rigName);
});
