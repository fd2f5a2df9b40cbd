import { expect, it } from "vitest";
import { describeExit, type ProcessEnding } from "../../src/processes/describe-end.js";

const ending: ProcessEnding = { reason: "exit", code: 0, signal: undefined, killed: false };

it.each<[Partial<ProcessEnding>, string]>([
  [{}, "exited with code 0"],
  [{ code: 3 }, "exited with code 3"],
  [{ code: 0xc0000005 }, "exited with code 3221225477 (0xC0000005, access violation)"],
  [{ code: 0xe06d7363 }, "exited with code 3765269347 (0xE06D7363)"],
  [{ code: 0xffffffff }, "exited with code -1 (4294967295 without its sign)"],
  [{ code: 0xffffff00 }, "exited with code -256 (4294967040 without its sign)"],
  [{ reason: "signal", code: undefined, signal: "SIGSEGV" }, "was ended by SIGSEGV"],
  [{ reason: "cancelled" }, "was cancelled and exited with code 0"],
  [{ reason: "cancelled", killed: true }, "was cancelled and was killed after its grace period"],
  [
    { reason: "timeout", timeoutMs: 250, code: undefined, signal: "SIGINT" },
    "ran longer than 250 ms and was ended by SIGINT",
  ],
  [{ reason: "timeout", timeoutMs: 90_000, code: 1 }, "ran longer than 90 s and exited with code 1"],
])("says of %j: %s", (part, summary) => {
  expect(describeExit({ ...ending, ...part })).toBe(summary);
});
