import { afterAll, assert, expect } from "vitest";
import { changesSince, lookAtProcess } from "./held-by-process.js";
import { giveTemporaryFolders } from "./test-run.js";

giveTemporaryFolders(expect.getState().testPath ?? "unnamed");

// Files share workers: each leaves the process as it found it. (What is set up first is looked at last.)
const before = lookAtProcess();
afterAll(() => {
  assert.deepEqual(changesSince(before), [], "what this test file leaves changed in its process");
});
