import { describe, expect, test } from "vitest";
import { renderReport } from "../../src/report/render-report.js";
import { exitOf, type SessionReport } from "../../src/report/session-report.js";
import type { RunnerReport } from "../../src/session/session-record.js";

const REPORT: SessionReport = {
  session: {
    name: "614173_2026-07-14T090500-0700",
    subject: "614173",
    experimenters: ["Ada Lovelace"],
    date: "2026-07-14T09:05:00-07:00",
    zone: "America/Los_Angeles",
    rigName: "4A",
    experiment: "foraging",
    notes: "",
    directory: "/data/614173/614173_2026-07-14T090500-0700",
  },
  outcome: "success",
  handOff: { state: "complete", detail: "/central/614173/614173_2026-07-14T090500-0700" },
  runners: [],
  problems: [],
  findings: [],
  logs: "/rig/local/.temp/2026-07-14T090500-0700",
  milliseconds: 5000,
  exit: "success",
  exitCode: 0,
};

function runner(name: string, more: Partial<RunnerReport> = {}): RunnerReport {
  return { name, phase: "postSession", plugin: "p", state: "done", attempts: 1, milliseconds: 1200, ...more };
}

describe("the report of a session", () => {
  test("that went well", () => {
    const runners = [
      runner("experiment", { phase: "session", plugin: "core", milliseconds: 3_725_000 }),
      runner("mapper", { milliseconds: 12 }),
      runner("watchdog", {
        attempts: 3,
        details: [
          { label: "destination", value: "//share/614173/614173_2026-07-14T090500-0700" },
          { label: "files", value: "behavior\nbehavior-videos" },
        ],
      }),
    ];
    expect(renderReport({ ...REPORT, runners })).toMatchInlineSnapshot(`
      "
      Session    614173_2026-07-14T090500-0700
      Subject    614173
      By         Ada Lovelace
      Rig        4A
      Data       /data/614173/614173_2026-07-14T090500-0700
      Outcome    success
      Hand-off   complete: /central/614173/614173_2026-07-14T090500-0700

      Steps
        experiment         done     1 h 2 min
        mapper             done     12 ms
        watchdog           done     1.2 s, 3 attempts
          destination    //share/614173/614173_2026-07-14T090500-0700
          files          behavior
                         behavior-videos

      Logs       /rig/local/.temp/2026-07-14T090500-0700
      Exit code  0 (success)"
    `);
  });

  test("that failed: reasons below their step, each with its plugin; problems; the exit", () => {
    const report: SessionReport = {
      ...REPORT,
      outcome: "failed",
      reason: "the experiment (node) exited with code 3",
      exit: "experiment",
      exitCode: 7,
      runners: [
        runner("experiment", {
          phase: "session",
          plugin: "core",
          state: "failed",
          reason: "the experiment (node) exited with code 3",
          details: [{ label: "last words", value: "camera lost\nno frames" }],
        }),
        runner("mapper", { state: "failed", reason: "no rig.json:\nsee the wiki", restored: true }),
        runner("transfer", { state: "skipped", attempts: 0, milliseconds: 0, reason: "it needs mapper" }),
      ],
      problems: [
        {
          code: "HOOK_FAILED",
          inner: "RUNNER_LATE",
          message: 'Plugin "p" failed in experimentEnded: one\ntwo',
          where: { plugin: "p", hook: "experimentEnded" },
          why: "three",
          todo: "four\nfive",
          exit: "plugin",
        },
      ],
    };
    expect(renderReport(report)).toMatchInlineSnapshot(`
      "
      Session    614173_2026-07-14T090500-0700
      Subject    614173
      By         Ada Lovelace
      Rig        4A
      Data       /data/614173/614173_2026-07-14T090500-0700
      Outcome    failed: the experiment (node) exited with code 3
      Hand-off   complete: /central/614173/614173_2026-07-14T090500-0700

      Steps
        experiment         failed   1.2 s
          the experiment (node) exited with code 3
          last words     camera lost
                         no frames
        mapper             failed   1.2 s, in an earlier run
          no rig.json:
          see the wiki (plugin p)
        transfer           skipped
          it needs mapper

      Problems
        HOOK_FAILED (RUNNER_LATE): Plugin "p" failed in experimentEnded: one
        two
          where          plugin p, hook experimentEnded
          why            three
          do             four
                         five

      Logs       /rig/local/.temp/2026-07-14T090500-0700
      Exit code  7 (experiment)"
    `);
  });

  test("without a single runner", () => {
    expect(renderReport(REPORT)).toMatchInlineSnapshot(`
      "
      Session    614173_2026-07-14T090500-0700
      Subject    614173
      By         Ada Lovelace
      Rig        4A
      Data       /data/614173/614173_2026-07-14T090500-0700
      Experiment none: neither the config nor a plugin names one
      Outcome    success
      Hand-off   complete: /central/614173/614173_2026-07-14T090500-0700

      Logs       /rig/local/.temp/2026-07-14T090500-0700
      Exit code  0 (success)"
    `);
  });
});

describe("the exit", () => {
  const done = runner("a");
  const failed = runner("b", { state: "failed", reason: "no" });
  const skipped = runner("c", { state: "skipped", code: "RUNNER_NEED_UNMET" });
  const unwanted = runner("d", { state: "skipped", code: "RUNNER_NOT_WANTED" });
  const ran = { ...failed, phase: "session" } as const;
  const storage = { code: "DISK", message: "disk full", where: {}, todo: "", exit: "storage" } as const;
  const plugin = { code: "DOWN", message: "teardown", where: {}, todo: "", exit: "plugin" } as const;

  test.each<[string, Parameters<typeof exitOf>, string, number]>([
    ["all is well", ["success", [done], []], "success", 0],
    ["no runner at all", ["success", [], []], "success", 0],
    ["a runner that wants success and had none", ["success", [done, unwanted], []], "success", 0],
    ["a runner failed", ["success", [done, failed], []], "runner", 8],
    ["a runner was skipped", ["success", [skipped], []], "runner", 8],
    ["a problem beside the runners", ["success", [done], [plugin]], "plugin", 4],
    ["the first problem counts", ["success", [done], [storage, plugin]], "storage", 10],
    ["a runner counts before a problem", ["success", [failed], [storage]], "runner", 8],
    ["the experiment counts before all of that", ["failed", [ran, failed], [storage]], "experiment", 7],
    ["the experiment never ran: a hook is to blame", ["failed", [failed], [plugin]], "plugin", 4],
    ["the experiment never ran: a runner before it is to blame", ["failed", [failed], []], "runner", 8],
    ["aborted", ["aborted", [failed], [storage]], "aborted", 130],
  ])("%s", (_title, parts, exit, exitCode) => {
    expect(exitOf(...parts)).toEqual({ exit, exitCode });
  });
});

test("a step that a person has stopped is aborted, and has not failed; the words of the reason stay", () => {
  const stopped = { state: "failed", code: "EXPERIMENT_ABORTED", reason: "it was ended by SIGINT" } as const;
  const text = renderReport({ ...REPORT, outcome: "aborted", runners: [runner("experiment", stopped)] });
  expect(text).toContain("  experiment         aborted  1.2 s\n    EXPERIMENT_ABORTED: it was ended by SIGINT");
  expect(renderReport({ ...REPORT, runners: [runner("x", { state: "failed", code: "RUNNER_TIMEOUT" })] })).toContain(
    "  x                  failed   1.2 s",
  );
});
