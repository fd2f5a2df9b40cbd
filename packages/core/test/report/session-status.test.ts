import { makeStatus } from "@rigline/foundation/status";
import { describe, expect, test } from "vitest";
import { sessionStatus, type StandingFacts } from "../../src/report/session-status.js";

const NEXT = "`rigline resume s` runs move again, and nothing that is done";

function of(facts: Partial<StandingFacts>) {
  return sessionStatus({
    standing: "finished",
    known: undefined,
    before: undefined,
    why: undefined,
    next: undefined,
    ...facts,
  });
}

describe("a session that is over", () => {
  test("stands where the plugin that hands off says", () => {
    const status = makeStatus("copying", { detail: "verified 1 of 3 files" });
    expect(of({ known: { state: "pending", detail: "told before", status } })).toBe(status);
  });

  test("of a plugin that knows the words by itself, by its word; of one with words of its own they are told", () => {
    expect(of({ known: { state: "held", detail: "by ada" } })).toMatchObject({ word: "held", detail: "by ada" });
    expect(of({ known: { state: "archived", detail: "on tape" } })).toMatchObject({
      word: "unknown",
      detail: "archived: on tape",
    });
  });

  test("is not handed off where nobody does that", () => {
    const detail = "no plugin says that it hands sessions off";
    expect(of({ known: { state: "none", detail } })).toMatchObject({ word: "not handed off", detail, isOver: true });
  });

  test("of which nobody can be asked is told as it stood", () => {
    expect(of({ before: { state: "complete", detail: "/central/s" } })).toMatchObject({
      word: "unknown",
      detail: "when the session ended it was complete: /central/s",
    });
    expect(of({}).detail).toBe("the plugins can't be asked");
  });
});

test("of a session that runs it is told how far it is copied meanwhile, and why it is not just now", () => {
  const followed = { at: "2026-07-14T09:41:10Z", files: 2, bytes: 3000, waiting: 1, held: null };
  const detail = (changes: object): string => of({ standing: "running", followed: { ...followed, ...changes } }).detail;
  expect(of({ standing: "running", followed })).toMatchObject({ word: "running", followed });
  expect(detail({})).toBe("2 files, 3.0 kB copied while it runs, 1 more seen");
  expect(detail({ waiting: 0, held: "the share is away" })).toBe(
    "2 files, 3.0 kB copied while it runs; just now nothing is: the share is away",
  );
  expect(detail({ at: null })).toBe("to be copied while it runs; no daemon has looked at it yet");
});

test("a session that runs is running, whatever its hand-off was", () => {
  expect(of({ standing: "running", known: { state: "complete", detail: "" } }).word).toBe("running");
});

test("one that can't be read is stuck, and says what to do", () => {
  const next = "the data is untouched; look into /data/s, and copy it by hand";
  expect(of({ standing: "unreadable", why: "no journal", next })).toMatchObject({
    word: "stuck",
    detail: "no journal",
    todo: next,
  });
});

describe("a session that owes something", () => {
  const unfinished = { standing: "unfinished", next: NEXT } as const;

  test("is stuck where nothing of it was handed off", () => {
    const known = { state: "not done", detail: "the data is still here" };
    expect(of({ ...unfinished, known, why: "exited with code 3" })).toMatchObject({
      word: "stuck",
      detail: "the data is still here; exited with code 3",
      todo: NEXT,
    });
    expect(of({ ...unfinished, known: undefined })).toMatchObject({ word: "stuck", todo: NEXT });
  });

  test("is never safe to delete", () => {
    const status = makeStatus("safe to delete", { isOver: true });
    expect(of({ ...unfinished, known: { state: "complete", detail: "", status } })).toMatchObject({
      word: "stuck",
      detail: "a step of the session is owed; its data are handed off",
      todo: NEXT,
    });
  });

  test("goes on with what is under way, and keeps the hand-off's own advice", () => {
    const copying = makeStatus("copying");
    expect(of({ ...unfinished, known: { state: "pending", detail: "", status: copying } })).toMatchObject({
      word: "copying",
      todo: NEXT,
    });
    const parked = makeStatus("stuck", { todo: "Make room.", isOver: true });
    expect(of({ ...unfinished, known: { state: "parked", detail: "", status: parked } }).todo).toBe("Make room.");
  });
});
