import { describe, expect, test } from "vitest";
import {
  concludeFindings,
  presentFindings,
  presentHandOff,
  presentRun,
  type RunPresenter,
} from "../../src/cli/present-run.js";
import type { RunnerReport } from "../../src/session/session-record.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents, type MemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

const session = { name: "614173_x", directory: "/data/614173/614173_x" } as Session;

function present(more: Partial<RunPresenter> = {}): { events: MemoryEvents; shown: string[]; stop: () => void } {
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  const shown: string[] = [];
  const stop = presentRun(events, {
    line: (label, text) => void shown.push(`${label}: ${text}`),
    progress: (text) => void shown.push(`~ ${text}`),
    lastLines: (lines) => void shown.push(`last: ${lines.join(" | ")}`),
    close: () => void shown.push("closed"),
    ...more,
  });
  return { events, shown, stop };
}

function settled(name: string, more: Partial<RunnerReport>): { readonly report: RunnerReport } {
  return {
    report: { name, phase: "postSession", plugin: "p", state: "done", attempts: 1, milliseconds: 1500, ...more },
  };
}

test("the steps of a session as they happen, until it is stopped", () => {
  const { events, shown, stop } = present();
  events.emit("session.opened", { session });
  events.emit("runner.started", { runner: "experiment", phase: "session", attempt: 1 });
  events.emit("experiment.line", { line: "trial 1", stream: "stdout" });
  events.emit("runner.settled", settled("experiment", { phase: "session" }));
  events.emit("experiment.ended", { session, outcome: "success" });
  events.emit("runner.started", { runner: "transfer", phase: "postSession", attempt: 2 });
  events.emit("runner.progress", { runner: "transfer", text: "3 of 7 files" });
  stop();
  events.emit("runner.progress", { runner: "transfer", text: "unheard" });
  expect(shown).toEqual([
    "session: 614173_x",
    "data: /data/614173/614173_x",
    "experiment: started",
    "~ trial 1",
    // Else the next line would be written over the experiment's last one.
    "last: trial 1",
    "experiment: done after 1.5 s",
    "outcome: success",
    "transfer: started again (attempt 2)",
    "~ transfer: 3 of 7 files",
    "closed",
  ]);
});

test("of an experiment's lines the last five stay, stage by stage", () => {
  const { events, shown } = present({ progress: () => {} });
  const say = (count: number): void => {
    for (let trial = 1; trial <= count; trial += 1)
      events.emit("experiment.line", { line: `trial ${trial}`, stream: "stdout" });
    events.emit("runner.settled", settled("experiment", { phase: "session" }));
  };
  say(7);
  say(1);
  expect(shown.filter((text) => text.startsWith("last"))).toEqual([
    "last: trial 3 | trial 4 | trial 5 | trial 6 | trial 7",
    "last: trial 1",
  ]);
});

test("where each line is wanted, each is shown, and none of them again", () => {
  const lines: string[] = [];
  const { events, shown } = present({ experimentLine: (line) => void lines.push(line) });
  for (const line of ["one", "two"]) events.emit("experiment.line", { line, stream: "stderr" });
  events.emit("runner.settled", settled("experiment", { phase: "session" }));
  expect(lines).toEqual(["one", "two"]);
  expect(shown).toEqual(["last: ", "experiment: done after 1.5 s"]);
});

describe("a failure is told once", () => {
  test("what failed or was skipped is in the log's own line, and the outcome does not repeat the experiment's reason", () => {
    const { events, shown } = present();
    events.emit("runner.settled", settled("experiment", { state: "failed", reason: "exited with code 3" }));
    events.emit("runner.settled", settled("transfer", { state: "skipped", reason: "it needs mapper" }));
    events.emit("experiment.ended", { session, outcome: "failed", reason: "exited with code 3" });
    expect(shown).toEqual(["outcome: failed"]);
  });

  test("a reason that no runner gave is told with the outcome", () => {
    const { events, shown } = present();
    events.emit("experiment.ended", { session, outcome: "aborted", reason: "interrupted by SIGINT" });
    expect(shown).toEqual(["outcome: aborted: interrupted by SIGINT"]);
  });
});

test("findings stand below each other, with what to do", () => {
  expect(
    presentFindings([
      { level: "ok", subject: "node", message: "Node 20" },
      { level: "warning", subject: "clock", message: "UTC", todo: "Set the zone." },
      { level: "error", subject: "data folder", message: "can't be written", todo: "Make it writable." },
    ]).join("\n"),
  ).toMatchInlineSnapshot(`
    "ok       node           Node 20
    warning  clock          UTC
                            Set the zone.
    ERROR    data folder    can't be written
                            Make it writable."
  `);
});

test.each<[readonly ("ok" | "warning" | "error")[], string]>([
  [["ok"], "Ready for a session."],
  [["ok", "warning"], "Ready for a session, with 1 warning."],
  [["warning", "warning"], "Ready for a session, with 2 warnings."],
  [["error"], "Not ready: 1 error. No session would be opened."],
  [["error", "error", "warning"], "Not ready: 2 errors and 1 warning. No session would be opened."],
])("%j comes to a conclusion", (levels, conclusion) => {
  expect(concludeFindings(levels.map((level) => ({ level, subject: "s", message: "m" })))).toBe(conclusion);
});

test("who hands the session off is told where it begins, and not twice where it is a warning", () => {
  const handOff = { level: "ok", subject: "hand-off", message: "the daemon copies the data" } as const;
  const node = { level: "ok", subject: "node", message: "Node 20" } as const;
  expect(presentHandOff([node, handOff])).toEqual(["hand-off           the daemon copies the data"]);
  expect(presentHandOff([node, { ...handOff, level: "warning" }])).toEqual([]);
});
