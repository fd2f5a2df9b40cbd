import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { RunnerHandle } from "../../src/runners/runner-handle.js";
import { createRunnerBench } from "../fixtures/runner-bench.js";

const POST = "postSession" as const;
const run = (): number => 1;

describe("adding", () => {
  test("two runners of one name are refused, and both plugins are named", () => {
    const { runners } = createRunnerBench();
    const first = runners.runnersFor("mapper").add({ name: "map", phase: POST, run });
    expect(() => runners.runnersFor("other").add({ name: "map", phase: POST, run })).toThrow(
      expect.objectContaining({
        code: "RUNNER_DUPLICATE",
        message: "plugins mapper and other both added a runner of the name map",
        where: { plugin: "other", runner: "map" },
      }),
    );
    expect(() => runners.runnersFor("mapper").add({ name: "map", phase: POST, run })).toThrow(
      "plugin mapper added two runners of the name map",
    );
    expect(first.state).toBe("waiting");
  });

  test("the same function under two names gives two handles", async () => {
    const { add, run: runPhase } = createRunnerBench();
    let count = 0;
    const counting = (): number => (count += 1);
    const handles = ["a", "b"].map((name) => add({ name, phase: POST, run: counting }));
    await runPhase(POST);
    expect(handles.map((handle) => handle.result())).toEqual([1, 2]);
  });

  test("is over once the launcher has started", async () => {
    const { runners, run: runPhase } = createRunnerBench();
    const late = runners.runnersFor("late");
    runners.freeze();
    expect(() => late.add({ name: "a", phase: POST, run })).toThrow(
      expect.objectContaining({ code: "RUNNER_LATE", where: { plugin: "late", runner: "a" } }),
    );
    const bench = createRunnerBench();
    await bench.run("preSession");
    expect(() => bench.add({ name: "a", phase: POST, run })).toThrow(expect.objectContaining({ code: "RUNNER_LATE" }));
    expect(await runPhase(POST)).toEqual([]);
  });

  test("what a runner comes after is a handle of this launcher, of no later phase", () => {
    const { add, runners } = createRunnerBench();
    const later = add({ name: "later", phase: POST, run });
    expect(() => add({ name: "early", phase: "preSession", after: [later], run })).toThrow(
      "runner early (preSession) comes after later, which runs later (postSession)",
    );
    expect(() => add({ name: "odd", phase: POST, after: [{} as never], run })).toThrow(
      "runner odd comes after something (after[0]), which is no handle that runners.add of this launcher returned",
    );
    expect(() => add({ name: "odd", phase: POST, after: later as never, run })).toThrow(
      "`after` must be a list of handles",
    );
    add({ name: "behind", phase: POST, after: [later], run });
    expect(runners.planned.at(-1)).toMatchObject({ name: "behind", needs: [], after: ["later"] });
  });

  test("a plugin's runner after the experiment waits for the config's concurrent steps before it", async () => {
    const { runners, run: runPhase } = createRunnerBench();
    const ran: string[] = [];
    let end = (): void => {};
    const slow = new Promise<void>((resolve) => (end = resolve)).then(() => void ran.push("step"));
    runners.runnersFor("core").add({ name: "step", phase: POST, concurrent: true, run: () => slow });
    runners.runnersFor("watchdog").add({ name: "hand-off", phase: POST, run: () => void ran.push("hand-off") });
    const phase = runPhase(POST);
    await Promise.resolve();
    end();
    await phase;
    expect(ran).toEqual(["step", "hand-off"]);
  });

  test("a need of a later phase is refused", () => {
    const { add } = createRunnerBench();
    const later = add({ name: "later", phase: POST, run });
    expect(() => add({ name: "early", phase: "preSession", needs: { later }, run })).toThrow(
      expect.objectContaining({
        code: "RUNNER_NEED_INVALID",
        message: "runner early (preSession) needs later, which runs later (postSession)",
        where: { plugin: "bench", runner: "early", path: "needs.later" },
      }),
    );
  });

  test.each([
    ["a handle of another launcher", () => createRunnerBench().add({ name: "x", phase: POST, run })],
    ["no handle", () => ({ name: "x" })],
    ["nothing", () => undefined],
  ])("a need that is %s is refused", (_what, make) => {
    const { add } = createRunnerBench();
    const need = make() as RunnerHandle<number>;
    expect(() => add({ name: "a", phase: POST, needs: { need }, run })).toThrow(
      expect.objectContaining({ code: "RUNNER_NEED_INVALID" }),
    );
  });

  test.each<[unknown, string]>([
    [undefined, "plugin bench added something that is no runner: `name` must be a text that is not empty"],
    ["map", "`name` must be a text"],
    [{ name: " ", phase: POST, run }, "`name` must be a text"],
    [
      { name: "map", phase: POST, run, timeout: 5 },
      'there is no field `timeout`. Did you mean "timeoutMs"? There are: name, phase',
    ],
    [{ name: "map", phase: POST, run, priority: 5 }, "there is no field `priority`. There are: name, phase"],
    [{ name: "map", phase: POST, run, concurrent: "yes" }, "`concurrent` must be true or false"],
    [
      { name: "map", phase: "postsession", run },
      '`phase` is "postsession". Did you mean "postSession"? There are: preSession',
    ],
    [{ name: "map", phase: POST }, "`run` must be a function"],
    [{ name: "map", phase: POST, run, needs: "a" }, "`needs` must be an object of handles"],
    [{ name: "map", phase: POST, run, timeoutMs: 0 }, "`timeoutMs` must be milliseconds, above 0"],
    [{ name: "map", phase: POST, run, timeoutMs: Number.NaN }, "`timeoutMs` must be milliseconds, above 0"],
    [{ name: "map", phase: POST, run, graceMs: -1 }, "`graceMs` must be milliseconds, from 0"],
    [
      { name: "map", phase: POST, run, when: { outcome: ["sucess"] } },
      '`when.outcome` has "sucess". Did you mean "success"? There are: success, failed, aborted',
    ],
    [{ name: "map", phase: POST, run, when: { outcome: [] } }, "it must be { outcome: […] }, with one of success"],
    [{ name: "map", phase: POST, run, when: { outcome: "failed" } }, "it must be { outcome: […] }"],
    [{ name: "map", phase: POST, run, when: { outcome: ["failed"], subject: "1" } }, "it must be { outcome: […] }"],
    [
      { name: "map", phase: "preSession", run, when: { outcome: ["success"] } },
      "only runners of the phase postSession",
    ],
    [
      { name: "map", phase: POST, run, runOn: "success" },
      'there is no field `runOn`. Write `when: { outcome: ["success"] }` for `runOn: "success"`',
    ],
    [{ name: "map", phase: POST, run, result: {} }, "`result` must have a function `parse`"],
    [{ name: "map", phase: POST, run, retry: { attempts: 0, firstDelayMs: 0, maxDelayMs: 0 } }, "`retry` must be"],
    [{ name: "map", phase: POST, run, retry: { attempts: 1.5, firstDelayMs: 0, maxDelayMs: 0 } }, "`retry` must be"],
    [{ name: "map", phase: POST, run, retry: { attempts: 2, firstDelayMs: -1, maxDelayMs: 0 } }, "`retry` must be"],
    [{ name: "map", phase: POST, run, retry: 3 }, "`retry` must be"],
  ])("what is no runner (%#) is refused", (definition, problem) => {
    const { add } = createRunnerBench();
    expect(() => (add as (definition: unknown) => unknown)(definition)).toThrow(
      expect.objectContaining({ code: "RUNNER_INVALID", exitCode: 4, message: expect.stringContaining(problem) }),
    );
  });

  test("what is planned can be printed without running it", () => {
    const { runners } = createRunnerBench();
    const map = runners.runnersFor("mapper").add({ name: "map", phase: POST, run });
    runners
      .runnersFor("watchdog")
      .add({ name: "transfer", phase: POST, needs: { map }, when: { outcome: ["failed"] }, run });
    expect(runners.planned).toEqual([
      { name: "map", phase: POST, plugin: "mapper", needs: [] },
      { name: "transfer", phase: POST, plugin: "watchdog", needs: ["map"], when: { outcome: ["failed"] } },
    ]);
    expect(runners.reports).toEqual([]);
  });
});

describe("a handle", () => {
  test("is not thenable: awaiting it gives the handle, at once", async () => {
    const { add } = createRunnerBench();
    const handle = add({ name: "map", phase: POST, run });
    expect("then" in handle).toBe(false);
    // oxlint-disable-next-line typescript/await-thenable -- that is the point
    expect(await handle).toBe(handle);
  });

  test("can't be changed, and tells its name, phase and state", async () => {
    const { add, run: runPhase } = createRunnerBench();
    const states: string[] = [];
    const handle: RunnerHandle<number> = add({ name: "map", phase: POST, run: () => states.push(handle.state) });
    states.push(handle.state);
    expect(() => Object.assign(handle, { state: "done" })).toThrow(TypeError);
    await runPhase(POST);
    expect(handle).toMatchObject({ name: "map", phase: POST });
    expect([...states, handle.state]).toEqual(["waiting", "running", "done"]);
  });

  test("its result before it is done is an error that says so", async () => {
    const { add, run: runPhase } = createRunnerBench();
    let early: unknown;
    const handle: RunnerHandle<unknown> = add({
      name: "map",
      phase: POST,
      run: () => {
        try {
          handle.result();
        } catch (error) {
          early = error;
        }
      },
    });
    expect(() => handle.result()).toThrow(
      expect.objectContaining({ code: "RUNNER_NOT_READY", message: "runner map has no result yet: it is waiting" }),
    );
    await runPhase(POST);
    expect(early).toMatchObject({ code: "RUNNER_NOT_READY", message: "runner map has no result yet: it is running" });
    expect(handle.result()).toBeUndefined();
  });

  test("of a failed or skipped runner says why there will be none", async () => {
    const { add, run: runPhase } = createRunnerBench();
    const cause = new Error("no rig.json");
    const map = add({ name: "map", phase: POST, run: () => Promise.reject(cause) });
    const transfer = add({ name: "transfer", phase: POST, needs: { map }, run });
    await runPhase(POST);
    expect(() => map.result()).toThrow(
      expect.objectContaining({ code: "RUNNER_NO_RESULT", why: "no rig.json", cause }),
    );
    expect(() => transfer.result()).toThrow(
      expect.objectContaining({
        code: "RUNNER_NO_RESULT",
        message: "runner transfer has no result and won't have one: it was skipped",
      }),
    );
  });

  test("`settled` resolves for what is done, failed and skipped, and never rejects", async () => {
    const { add, run: runPhase } = createRunnerBench();
    const bad = add({ name: "bad", phase: POST, run: () => Promise.reject(new Error("no")) });
    const handles = [
      add({ name: "good", phase: POST, run }),
      bad,
      add({ name: "after", phase: POST, needs: { bad }, run }),
    ];
    const settled = Promise.all(handles.map((handle) => handle.settled));
    await runPhase(POST);
    expect((await settled).map(({ state }) => state)).toEqual(["done", "failed", "skipped"]);
  });
});

describe("a result with a schema", () => {
  test("is kept in the journal, and seen by the dependants as it would be after a resume", async () => {
    const { add, run: runPhase, records } = createRunnerBench();
    const map = add({
      name: "map",
      phase: POST,
      result: z.object({ path: z.string() }),
      run: () => ({ path: "/data/session.json", secret: "not in the schema" }),
    });
    await runPhase(POST);
    expect(map.result()).toEqual({ path: "/data/session.json" });
    expect(records.at(-1)).toMatchObject({ type: "runnerSettled", kept: true });
  });

  test("may be a codec: the journal has the text, the dependants the value", async () => {
    const { add, run: runPhase, records } = createRunnerBench();
    const IsoDate = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    });
    const date = new Date("2026-07-14T16:05:00Z");
    const map = add({ name: "map", phase: POST, result: z.object({ date: IsoDate }), run: () => ({ date }) });
    await runPhase(POST);
    expect(map.result()).toEqual({ date });
    expect(records.at(-1)).toMatchObject({ kept: true, result: { date: "2026-07-14T16:05:00.000Z" } });
  });

  test("may transform what it takes", async () => {
    const { add, run: runPhase } = createRunnerBench();
    const map = add({ name: "map", phase: POST, result: z.coerce.date(), run: () => new Date(0) });
    await runPhase(POST);
    expect(map.result()).toEqual(new Date(0));
  });

  test.each<[string, z.ZodType, unknown, string]>([
    [
      "does not match it",
      z.object({ path: z.string(), files: z.array(z.number()) }),
      { path: 7, files: [1, "two"] },
      "path: Invalid input: expected string, received number; files.1: Invalid input: expected number, received string",
    ],
    ["does not survive JSON", z.date(), new Date(0), "Invalid input: expected date, received string"],
    [
      "holds itself",
      z.any(),
      (() => {
        const circle: Record<string, unknown> = {};
        circle["self"] = circle;
        return circle;
      })(),
      "Converting circular structure to JSON",
    ],
    ["is missing", z.string(), undefined, "Invalid input: expected string, received undefined"],
  ])("that %s is a failure of the runner, which no retry mends", async (_what, result, value, why) => {
    const { add, run: runPhase, records } = createRunnerBench();
    const retry = { attempts: 3, firstDelayMs: 1, maxDelayMs: 1 };
    add({ name: "map", phase: POST, result, retry, run: () => value });
    expect(await runPhase(POST)).toMatchObject([
      {
        state: "failed",
        code: "RUNNER_RESULT_INVALID",
        attempts: 1,
        reason: `the result of runner map does not match its own schema: ${why}`,
        why: expect.not.stringContaining(why) as string,
      },
    ]);
    expect(records.at(-1)).toMatchObject({ kept: false });
  });

  test("of nothing is kept, with and without a schema; anything else without one is not", async () => {
    const { add, run: runPhase, records } = createRunnerBench();
    add({ name: "void", phase: POST, run: () => undefined });
    add({ name: "optional", phase: POST, result: z.string().optional(), run: () => undefined });
    add({ name: "value", phase: POST, run });
    await runPhase(POST);
    const kept = records.flatMap((record) => (record.type === "runnerSettled" ? [record.kept] : []));
    expect(kept).toEqual([true, true, false]);
  });
});
