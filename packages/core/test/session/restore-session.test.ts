import { describe, expect, test } from "vitest";
import type { JournalRecord } from "@rigline/foundation/journal";
import { planSession } from "../../src/session/plan-session.js";
import { isUnfinished, restoreSession } from "../../src/session/restore-session.js";
import type { SessionRecord } from "../../src/session/session-record.js";
import { createFakeClock } from "@rigline/foundation/testing";

const clock = createFakeClock();
const session = planSession({ subject: "614173", experimenters: ["jane"], dataDir: "/data", rigName: "4A", clock });
const opened: SessionRecord = { type: "sessionOpened", session, pid: 1 };
const succeeded: SessionRecord = { type: "experimentEnded", outcome: "success" };
const closed: SessionRecord = { type: "closed", exitCode: 0 };

type Settled = Extract<SessionRecord, { type: "runnerSettled" }>;

function settled(name: string, state: "done" | "failed" | "skipped", code?: string): Settled {
  const report = { name, phase: "postSession", plugin: "p", state, attempts: 1, milliseconds: 1 } as const;
  return { type: "runnerSettled", report: code === undefined ? report : { ...report, code }, kept: false };
}

function started(runner: string, phase: "session" | "postSession"): SessionRecord {
  return { type: "runnerStarted", runner, phase, plugin: "p", attempt: 1 };
}

describe("what a journal says of its session", () => {
  test("is all there", () => {
    const restored = restoreSession([
      opened,
      { type: "promptAnswered", key: "subject", value: "614173", source: "flag" },
      { type: "promptAnswered", key: "notes", value: "a", source: "prompt" },
      { type: "promptAnswered", key: "notes", value: "b", source: "prompt" },
      { type: "hookStarted", hook: "sessionStarted" },
      { type: "hookFinished", hook: "sessionStarted" },
      { type: "hookStarted", hook: "experimentEnded" },
      { type: "experimentEnded", outcome: "aborted", reason: "Ctrl+C" },
      started("transfer", "postSession"),
      { type: "handOff", state: "copying", detail: "3 of 7 files" },
    ]);
    expect(restored).toEqual({
      session,
      outcome: "aborted",
      reason: "Ctrl+C",
      ended: true,
      hooks: new Set(["sessionStarted"]),
      runners: new Map(),
      interrupted: new Map([["transfer", "postSession"]]),
      answers: new Map([
        ["subject", { value: "614173", source: "flag" }],
        ["notes", { value: "b", source: "prompt" }],
      ]),
      handOff: { state: "copying", detail: "3 of 7 files" },
      exitCode: undefined,
      experiment: undefined,
    });
  });

  test("is read in the words of before, in which the hooks of the end had other names", () => {
    const opening = [opened, { type: "stepFinished", step: "sessionStarted" }];
    const experiment = [...opening, { type: "sessionEnded", outcome: "failed", reason: "exit 3" }];
    const before: JournalRecord[] = [...experiment, { type: "stepFinished", step: "sessionEnded" }];
    expect(restoreSession(opening)).toMatchObject({ outcome: undefined, ended: false });
    expect(restoreSession(before)).toMatchObject({
      outcome: "failed",
      reason: "exit 3",
      ended: true,
      hooks: new Set(["sessionStarted", "experimentEnded"]),
    });
    const whole = restoreSession([...before, { type: "stepFinished", step: "runnersDone" }]);
    expect(whole.hooks).toEqual(new Set(["sessionStarted", "experimentEnded", "sessionEnded"]));
    const gone = restoreSession([
      ...before,
      { type: "resumed", pid: 1 },
      { type: "hookFinished", hook: "sessionEnded" },
    ]);
    expect(gone.hooks).toEqual(whole.hooks);
  });

  test("is read also where a later release wrote more", () => {
    const unknown: JournalRecord[] = [
      { type: "sessionPaused", why: "tea" },
      { ...opened, more: 1 },
    ];
    expect(restoreSession([opened, ...unknown, succeeded])).toMatchObject({ session, outcome: "success" });
  });

  test("without the session's record comes with the session that its folder tells", () => {
    expect(restoreSession([succeeded], () => session)).toMatchObject({ session, outcome: "success" });
    expect(() => restoreSession([succeeded])).toThrow(
      expect.objectContaining({
        code: "SESSION_UNREADABLE",
        message: "the journal does not say what session it is of",
      }),
    );
  });

  test("is nothing when it has no record", () => {
    expect(() => restoreSession([], () => session)).toThrow(
      "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
    );
  });
});

describe("is there something to resume", () => {
  test.each<[string, SessionRecord[], boolean]>([
    ["opened only", [], true],
    ["ended and not closed", [succeeded], true],
    ["ended and closed", [succeeded, closed], false],
    [
      "ended otherwise and closed",
      [
        { type: "experimentEnded", outcome: "failed" },
        { type: "closed", exitCode: 7 },
      ],
      false,
    ],
    ["all done", [succeeded, settled("a", "done"), closed], false],
    ["a failed hand-off", [succeeded, settled("a", "failed"), closed], true],
    ["one that failed and was mended", [succeeded, settled("a", "failed"), settled("a", "done"), closed], false],
    ["skipped for another's failure", [succeeded, settled("a", "skipped", "RUNNER_NEED_UNMET"), closed], true],
    ["skipped by an abort", [succeeded, settled("a", "skipped", "RUNNER_ABORTED"), closed], true],
    ["skipped because nobody wants it", [succeeded, settled("a", "skipped", "RUNNER_NOT_WANTED"), closed], false],
    ["skipped for good", [succeeded, settled("a", "skipped", "RUNNER_NEED_LOST"), closed], false],
    ["begun and not settled", [succeeded, started("a", "postSession"), closed], true],
    ["an experiment that never settled, long over", [started("a", "session"), succeeded, closed], false],
    ["resumed and not closed again", [succeeded, closed, { type: "resumed", pid: 2 }], true],
  ])("%s", (_what, records, expected) => {
    expect(isUnfinished(restoreSession([opened, ...records]))).toBe(expected);
  });
});
