import { afterEach, beforeEach, expect, test } from "vitest";
import { killAtEverySecondFlush } from "./killed-session.js";
import { makeWorkFolder, removeWorkFolder } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("resume");
});
afterEach(() => removeWorkFolder(parent));

test("kill -9 before each even flush of a session, then resume: the same final state, nothing that finished runs twice", async () => {
  const { resumed } = await killAtEverySecondFlush(parent, 2, "before");
  // Of the session's flushes, half are this file's.
  expect(resumed).toBeGreaterThan(7);
}, 600_000);
