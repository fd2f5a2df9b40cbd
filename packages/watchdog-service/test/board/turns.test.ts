import { expect, test } from "vitest";
import { inTurn } from "../../src/board/turns.js";
import type { WaitingState } from "../../src/jobs/job-entry.js";
import type { Job } from "../../src/jobs/job.js";

const clock = { now: () => new Date(0), monotonic: () => 0 };

function waiting(label: string, since: number, { priority = 0, isCopy = false, retrying = false } = {}) {
  const copyOf = isCopy ? { manifest: "m.yml", needed: true } : undefined;
  const job = { label, priority, copyOf } as Partial<Job> as Job;
  const state: WaitingState = { kind: "waiting", job, due: { kind: "after", at: 0 }, retrying, needs: "data" };
  return { since, state };
}

test("each session that was never tried comes before any further copy, however urgent that is; among them the usual order holds", () => {
  const entries = [
    waiting("tried", 0, { retrying: true }),
    waiting("copy", 1, { isCopy: true }),
    waiting("urgent copy", 3, { isCopy: true, priority: 9 }),
    waiting("late", 4),
    waiting("early", 2),
    waiting("urgent", 5, { priority: 9 }),
  ];
  const order = inTurn(entries, clock, "oldest").map(({ state }) => state.job.label);
  expect(order).toEqual(["urgent", "early", "late", "urgent copy", "copy", "tried"]);
});
