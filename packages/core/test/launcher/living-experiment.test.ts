import { nodeFileSystem } from "@rigline/foundation/platform";
import { createMemoryLog } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { noteStart } from "../../src/launcher/living-experiment.js";
import type { SessionRecord } from "../../src/session/session-record.js";

test("an experiment of which the system does not say when it started is not noted as another's might be, and that is told", async () => {
  const log = createMemoryLog();
  const records: SessionRecord[] = [];
  const recorder = { record: (entry: SessionRecord) => void records.push(entry) };
  const session = { rigName: "4A", name: "614173_x", directory: "/data/614173/614173_x" } as never;
  const parts = { recorder: recorder as never, log, fileSystem: nodeFileSystem };
  await noteStart(parts, session, { pid: 4711, identity: Promise.resolve(undefined) });
  expect(records).toEqual([]);
  expect(log.lines).toEqual([expect.stringContaining("when the experiment (pid 4711) started")]);
});
