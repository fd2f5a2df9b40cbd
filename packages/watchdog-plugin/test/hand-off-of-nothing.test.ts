import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SessionOutcome } from "@rigline/core";
import { expect, test } from "vitest";
import { JobReader } from "../src/follow/hand-off-reader.js";
import { HandOffSchema } from "../src/follow/hand-off.js";
import { handOff } from "./support/hand-off.js";
import { makeMapping, makeSession } from "./support/make-session.js";
import { makeParts } from "./support/make-parts.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { writeTree } from "./support/write-tree.js";

function rig(files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  const parts = makeParts(folder);
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, { "./": "", ...files });
  const reported: string[] = [];
  const run = (outcome: SessionOutcome) =>
    handOff(parts, () => makeMapping(session), {
      session,
      outcome,
      signal: new AbortController().signal,
      progress: () => undefined,
      report: (label, value) => void reported.push(`${label}: ${value}`),
      tell: () => undefined,
    });
  return { folder, session, parts, reported, run };
}

test.each([
  ["aborted", "was aborted"],
  ["failed", "failed"],
] as const)("a session that %s before anything was recorded is done, and owes nothing", async (outcome, how) => {
  const { run, reported, folder, parts, session } = rig();
  const handOff = await run(outcome);
  const reason = `the experiment ${how} before anything was recorded, so nothing is owed`;
  expect(handOff).toEqual({ state: "nothing", reason });
  expect(HandOffSchema.parse(JSON.parse(JSON.stringify(handOff)))).toEqual(handOff);
  expect(reported).toEqual([`hand-off: nothing: ${reason}`]);
  expect(existsSync(join(folder, "flags"))).toBe(false);
  expect(await new JobReader(parts).read(session)).toEqual({
    state: "nothing",
    detail: reason,
    finishes: "watchdog",
    status: { word: "nothing to hand off", detail: reason, todo: null, copy: null, isOver: true },
  });
});

test("after a success it is an error that says what is there and what to type", async () => {
  const { run, session } = rig({ "raw/events.csv": "" });
  await expect(run("success")).rejects.toMatchObject({ code: "MODALITY_MISSING" });
  await expect(rig().run("success")).rejects.toMatchObject({
    todo: expect.stringMatching(/Then `rigline resume 614173_.*`\./),
  });
  expect(existsSync(join(session.directory, ".rigline", "hand-off.json"))).toBe(false);
});

test("what an aborted session has recorded into a folder of no modality is not forgotten", async () => {
  const { run } = rig({ "raw/events.csv": "" });
  await expect(run("aborted")).rejects.toMatchObject({
    code: "NO_MODALITIES",
    why: expect.stringMatching(/no modality folder exists: .* holds raw\//),
  });
});
