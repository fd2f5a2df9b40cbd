import { expect, test } from "vitest";
import { answerQuestions } from "../../src/feed/answer-questions.js";
import type { PageRow } from "../../src/wire/page-state.js";
import type { Group } from "../../src/wire/words.js";

function row(group: Group, more: Partial<PageRow> = {}): PageRow {
  return {
    key: "0",
    name: "614173_a",
    subject: null,
    word: group,
    tone: "grey",
    group,
    at: null,
    began: null,
    why: "the reason",
    todo: null,
    code: null,
    copy: null,
    bytes: null,
    files: null,
    destination: null,
    verified: false,
    mayDelete: false,
    acts: [],
    ...more,
  };
}

const copy = { percent: 10, files: 1, ofFiles: 2, bytes: 1, ofBytes: 2, bytesPerSecond: 1, secondsLeft: 90 };

test.each<[string, readonly PageRow[], readonly string[], string, string]>([
  ["nothing", [], [], "Yes", "Nobody"],
  ["all is safe", [row("safe")], [], "Yes", "Nobody"],
  ["something is copied", [row("underway", { copy })], [], "Yes", "Nobody"],
  ["something is recorded", [row("recording")], [], "No", "Nobody"],
  ["something needs somebody", [row("needs")], [], "No", "You"],
  ["the rig can't be looked at", [row("safe")], ["a share is away"], "Not known", "Not known"],
  ["somebody is needed, whatever else is not known", [row("needs")], ["a share is away"], "No", "You"],
])("may I go home, and who must act, when %s", (_when, rows, troubles, home, acting) => {
  const answers = answerQuestions({ rows, troubles, hasSessions: true });
  expect([answers.home.short, answers.acting.short]).toEqual([home, acting]);
});

test("how long it goes on without anybody is said", () => {
  const { home } = answerQuestions({ rows: [row("underway", { copy })], troubles: [], hasSessions: true });
  expect(home.text).toBe("1 session goes on without anybody; what is being copied takes 90 s more");
});

test("only what the rig itself calls safe to delete may be deleted", () => {
  const rows = [row("safe", { mayDelete: true, bytes: 2e9 }), row("safe", { bytes: 5e9 })];
  const told = (hasSessions: boolean): string => answerQuestions({ rows, troubles: [], hasSessions }).deleting.short;
  expect(told(true)).toBe("Yes, 1");
  expect(told(false)).toBe("Not known");
  expect(answerQuestions({ rows: [row("safe")], troubles: [], hasSessions: true }).deleting.short).toBe("No");
});

test("who must act is told what to do", () => {
  const rows = [row("needs", { todo: "Make room." }), row("needs")];
  expect(answerQuestions({ rows, troubles: [], hasSessions: true }).acting.text).toBe(
    "614173_a, and 1 more: Make room.",
  );
});
