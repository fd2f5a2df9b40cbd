import { expect, test } from "vitest";
import { describeNext } from "../../src/cli/describe-listed.js";
import type { SessionStanding } from "../../src/report/render-sessions.js";
import type { SessionSummary } from "../../src/session/list-sessions.js";

function next(summary: Partial<SessionSummary>, standing: SessionStanding = "unfinished", handOff = ""): unknown {
  const session = { rigName: "4A" } as SessionSummary["session"];
  const whole = { name: "m1_x", directory: "/data/m1/m1_x", session, outcome: "success", owed: [], ...summary };
  return describeNext(whole as SessionSummary, standing, { rigName: "4A", handOff });
}

test("nothing, when nothing is left", () => {
  expect(next({}, "finished", "complete")).toBeUndefined();
});

test("of one that runs: to wait", () => {
  expect(next({ outcome: undefined, owed: undefined }, "running")).toBe(
    "it runs right now; nothing to do until it ends",
  );
});

test("of one that can't be read: where to look", () => {
  expect(next({ session: undefined }, "unreadable")).toBe(
    "the data is untouched; look into /data/m1/m1_x, and copy it by hand",
  );
});

test("of one that is damaged, or whose records are lost: the command that goes on with what is left", () => {
  expect(next({ damage: "line 3 is damaged", owed: undefined })).toMatch(
    /^`rigline resume m1_x --skip-damaged` goes on/,
  );
  expect(next({ problem: "its journal is missing" }, "unreadable")).toContain(
    "`rigline resume m1_x --skip-damaged` hands it off",
  );
});

test("the command that resumes it, and what that does", () => {
  expect(next({ owed: ["transfer", "notify"] })).toBe(
    "`rigline resume m1_x` runs transfer, notify again, and nothing that is done",
  );
  expect(next({ owed: undefined, outcome: undefined })).toBe(
    "`rigline resume m1_x` goes on where the launcher stopped, before or in the experiment",
  );
  expect(next({ owed: undefined, outcome: "failed" })).toBe(
    "`rigline resume m1_x` does what is left after the experiment; the launcher stopped before the end",
  );
});

test("a name with a space can be typed as it stands", () => {
  expect(next({ name: "Mäuse 7_x", owed: ["transfer"] })).toContain('`rigline resume "Mäuse 7_x"`');
});

test("of another rig that shares the data folder: on that rig", () => {
  const session = { rigName: "4B" } as SessionSummary["session"];
  expect(next({ session, owed: ["transfer"] })).toMatch(/^on rig 4B, `rigline resume m1_x` /);
});

test("no second advice beside the hand-off's own, unless there is more to do", () => {
  const parked = "the share is full. Fix that, then `rigline-watchdog redrive m1_x`";
  expect(next({ owed: ["transfer"] }, "unfinished", parked)).toBeUndefined();
  expect(next({ owed: ["transfer", "notify"] }, "unfinished", parked)).toContain("`rigline resume m1_x`");
  expect(next({ owed: undefined }, "unfinished", parked)).toContain("`rigline resume m1_x`");
});
