import { afterEach, beforeEach, expect, test } from "vitest";
import { killAtEveryFourthFlush, makeSteps, notesOf, resumeAndCheck, runUntilKilled } from "./killed-session.js";
import { makeWorkFolder, removeWorkFolder } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("resume");
});
afterEach(() => removeWorkFolder(parent));

test("kill -9 after the first of each four flushes of a session, then resume: the same final state, nothing that finished runs twice", async () => {
  const { resumed } = await killAtEveryFourthFlush(parent, 1, "after");
  // Of the session's flushes, a quarter is this file's.
  expect(resumed).toBeGreaterThan(3);
}, 600_000);

test("what was resumed is finished: resuming again finds nothing to do", async () => {
  const rig = makeSteps(parent, "rig-1");
  expect(await runUntilKilled(rig, 20, "after")).toBe(true);
  expect(await resumeAndCheck(rig, "killed after flush 20", (args) => rig.run(args))).toBe(true);
  const notes = notesOf(rig);
  const again = await runHere(rig, ["resume"]);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain("Nothing to resume");
  expect(again.stderr).toBe("");
  expect(notesOf(rig)).toEqual(notes);
});
