import { describe, expect, test } from "vitest";
import { endingOfPhase } from "../../src/launcher/session-ending.js";
import { exitOf } from "../../src/report/session-report.js";
import type { RunnerDefinition } from "../../src/runners/runner-handle.js";
import { isOwed } from "../../src/session/restore-session.js";
import { cancelledPrompt, createScriptedUi } from "../../src/testing/scripted-ui.js";
import { createRunnerBench } from "../fixtures/runner-bench.js";

const never = new AbortController().signal;

function failing(times: number, more: Partial<RunnerDefinition<string>> = {}): RunnerDefinition<string> {
  let calls = 0;
  return {
    name: "camera",
    phase: "preSession",
    run: () => {
      calls += 1;
      if (calls <= times) throw new Error(`no frames (${calls})`);
      return "ready";
    },
    ...more,
  };
}

describe("a runner that fails before the experiment", () => {
  test.each([undefined, "abort"] as const)("ends the session where its policy is %s", async (onFailure) => {
    const { add, run } = createRunnerBench();
    add(failing(1, onFailure === undefined ? {} : { onFailure }));
    const reports = await run("preSession");
    expect(reports[0]).not.toHaveProperty("tolerated");
    expect(endingOfPhase(reports, never, "before the experiment")).toEqual({
      outcome: "failed",
      reason: "runner camera failed before the experiment: no frames (1)",
    });
  });

  test("with `continue` is told, and the session goes on without it", async () => {
    const { add, run, log, records } = createRunnerBench();
    add(failing(1, { onFailure: "continue" }));
    const reports = await run("preSession");
    expect(reports).toMatchObject([{ state: "failed", tolerated: true, reason: "no frames (1)" }]);
    expect(endingOfPhase(reports, never, "before the experiment")).toBeUndefined();
    expect(exitOf("success", reports, []).exit).toBe("success");
    expect(records.at(-1)).toMatchObject({ type: "runnerSettled", report: { tolerated: true } });
    expect(log.findLast(({ level }) => level !== "info")).toMatchObject({
      level: "warning",
      message: "runner camera (plugin bench) failed: no frames (1); the session goes on without it",
    });
  });

  test("with `continue` is still tried as often as its retry says", async () => {
    const { add, run, clock } = createRunnerBench();
    add(failing(5, { onFailure: "continue", retry: { attempts: 2, firstDelayMs: 10, maxDelayMs: 10 } }));
    const done = run("preSession");
    await clock.advance(10);
    expect(await done).toMatchObject([{ attempts: 2, tolerated: true }]);
  });

  test("that needs one which was passed over is skipped, and counts by its own policy", async () => {
    for (const onFailure of ["abort", "continue"] as const) {
      const { add, run } = createRunnerBench();
      const camera = add(failing(1, { onFailure: "continue" }));
      add({ name: "calibrate", phase: "preSession", needs: { camera }, onFailure, run: () => 1 });
      const [, calibrate] = await run("preSession");
      expect(calibrate).toMatchObject({ state: "skipped", code: "RUNNER_NEED_LOST" });
      expect(calibrate?.tolerated).toBe(onFailure === "continue" ? true : undefined);
    }
  });
});

describe("with `ask` the person decides", () => {
  test("to have it tried again, each time under a key of its own, until it is done", async () => {
    const ui = createScriptedUi({ "camera.on_failure": "retry", "camera.on_failure.2": "retry" });
    const { add, run } = createRunnerBench({ ui });
    add(failing(2, { onFailure: "ask" }));
    expect(await run("preSession")).toMatchObject([{ state: "done", attempts: 3 }]);
    expect(ui.asked).toEqual(["camera.on_failure", "camera.on_failure.2"]);
  });

  test.each([
    ["continue", true],
    ["abort", undefined],
  ] as const)("to %s", async (answer, tolerated) => {
    const { add, run } = createRunnerBench({ ui: createScriptedUi({ "camera.on_failure": answer }) });
    add(failing(1, { onFailure: "ask" }));
    const [report] = await run("preSession");
    expect(report).toMatchObject({ state: "failed", attempts: 1 });
    expect(report?.tolerated).toBe(tolerated);
  });

  test("is offered no other attempt where one would run beside this one", async () => {
    const { add, run, clock } = createRunnerBench({
      ui: createScriptedUi({ "deaf.on_failure": ["retry", "continue"] }),
    });
    add({
      name: "deaf",
      phase: "preSession",
      timeoutMs: 10,
      graceMs: 5,
      onFailure: "ask",
      run: () => new Promise(() => {}),
    });
    const done = run("preSession");
    await clock.advance(15);
    expect(await done).toMatchObject([{ state: "failed", attempts: 1, tolerated: true }]);
  });

  test.each([
    ["nobody is there", undefined],
    ["the question has no answer and nobody to ask", createScriptedUi({})],
    ["the question is cancelled", createScriptedUi({ "camera.on_failure": cancelledPrompt() })],
  ])("and when %s, the failure counts and the log says why", async (_case, ui) => {
    const { add, run, log } = createRunnerBench(ui === undefined ? {} : { ui });
    add(failing(1, { onFailure: "ask" }));
    const [report] = await run("preSession");
    expect(report?.tolerated).toBeUndefined();
    expect(log.map(({ message }) => message).join("\n")).toContain(
      "runner camera failed: no frames (1); that counts, since nobody has decided otherwise: ",
    );
  });

  test("but whoever aborts the session is not asked", async () => {
    const ui = createScriptedUi({});
    const { add, run, abort } = createRunnerBench({ ui });
    add({
      name: "camera",
      phase: "preSession",
      onFailure: "ask",
      run: ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    const done = run("preSession");
    await new Promise(setImmediate);
    abort.abort(new Error("interrupted"));
    expect(await done).toMatchObject([{ state: "failed" }]);
    expect(ui.asked).toEqual([]);
  });
});

test("a post-session runner that does not count is not owed", async () => {
  const { add, run } = createRunnerBench();
  add(failing(1, { name: "tell", phase: "postSession", onFailure: "continue" }));
  add(failing(1, { name: "publish", phase: "postSession" }));
  const reports = await run("postSession", { outcome: "success" });
  expect(reports.map((report) => [report.name, isOwed(report)])).toEqual([
    ["tell", false],
    ["publish", true],
  ]);
});

test("a policy that there is not is refused, with those that there are", () => {
  const { add } = createRunnerBench();
  expect(() => add(failing(1, { onFailure: "ignore" as "continue" }))).toThrow(
    '`onFailure` is "ignore". There are: abort, continue, ask',
  );
});
