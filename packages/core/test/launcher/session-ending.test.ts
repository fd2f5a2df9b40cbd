import { expect, test } from "vitest";
import { endingOf, endingOfError, endingOfPhase } from "../../src/launcher/session-ending.js";
import type { RunnerReport } from "../../src/session/session-record.js";

const quiet = new AbortController().signal;
const aborted = AbortSignal.abort(new Error("interrupted by SIGINT"));

function report(name: string, state: RunnerReport["state"], more: Partial<RunnerReport> = {}): RunnerReport {
  return { name, phase: "session", plugin: "camera", state, attempts: 1, milliseconds: 5, ...more };
}

test("a phase that went well has no ending of its own", () => {
  expect(endingOfPhase([report("experiment", "done")], quiet, "")).toBeUndefined();
  expect(endingOfPhase([], quiet, "")).toBeUndefined();
});

test("the first that failed counts, before one that was skipped because of it", () => {
  const reports = [
    report("late", "skipped", { reason: "it needs early" }),
    report("early", "failed", { reason: "no light" }),
  ];
  expect(endingOfPhase(reports, quiet, "before the experiment")).toEqual({
    outcome: "failed",
    reason: "runner early failed before the experiment: no light",
  });
});

test("the experiment speaks for itself", () => {
  const failed = report("experiment", "failed", { reason: "the experiment (node) exited with code 1" });
  expect(endingOfPhase([failed], quiet, "")).toEqual({
    outcome: "failed",
    reason: "the experiment (node) exited with code 1",
  });
});

test("Ctrl+C aborts, whatever the runners say", () => {
  expect(endingOfPhase([report("experiment", "done")], aborted, "")).toEqual({
    outcome: "aborted",
    reason: "interrupted by SIGINT",
  });
  expect(endingOfError(new Error("no light"), aborted).outcome).toBe("aborted");
});

test("Ctrl+C at a runner's question aborts as well", () => {
  const cancelled = report("weigh", "failed", {
    code: "PROMPT_CANCELLED",
    reason: "the question for weight was cancelled",
  });
  expect(endingOfPhase([cancelled], quiet, "")?.outcome).toBe("aborted");
});

test("a step that threw fails the session with its words, also when it threw no error", () => {
  expect(endingOfError(new Error("no light"), quiet)).toEqual({ outcome: "failed", reason: "no light" });
  expect(endingOfError("dark", quiet).reason).toContain("dark");
});

test("a journal without an outcome means that it failed", () => {
  expect(endingOf({ outcome: undefined, reason: undefined } as never)).toEqual({ outcome: "failed" });
});
