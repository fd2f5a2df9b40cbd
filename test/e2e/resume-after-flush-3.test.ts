import { afterEach, beforeEach, expect, test } from "vitest";
import { killAtEveryFourthFlush } from "./killed-session.js";
import { makeWorkFolder, removeWorkFolder } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("resume");
});
afterEach(() => removeWorkFolder(parent));

test("kill -9 after the third of each four flushes of a session, then resume: the same final state, nothing that finished runs twice", async () => {
  const { resumed } = await killAtEveryFourthFlush(parent, 3, "after");
  // Of the session's flushes, a quarter is this file's.
  expect(resumed).toBeGreaterThan(3);
}, 600_000);
