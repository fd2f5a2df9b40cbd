import { describe, expect, test } from "vitest";
import { createRunnerBench } from "../fixtures/runner-bench.js";

const POST = "postSession" as const;

/** Ends when its signal aborts, as a well-made runner does. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

describe("a timeout", () => {
  test("aborts the signal, and the runner has failed", async () => {
    const { add, run, clock } = createRunnerBench();
    let reason: unknown;
    add({
      name: "slow",
      phase: POST,
      timeoutMs: 5_000,
      run: ({ signal }) => untilAborted(signal).catch((error: unknown) => (reason = error)),
    });
    const done = run(POST);
    await clock.advance(4_999);
    expect(reason).toBeUndefined();
    await clock.advance(1);
    expect(await done).toMatchObject([
      {
        state: "failed",
        code: "RUNNER_TIMEOUT",
        reason: "runner slow was not done within 5000 ms",
        milliseconds: 5_000,
      },
    ]);
    expect(reason).toMatchObject({ code: "RUNNER_TIMEOUT" });
  });

  test.each([
    ["is done", (resolve: () => void) => resolve(), "was done"],
    ["fails", (_: () => void, reject: (error: Error) => void) => reject(new Error("late")), "failed"],
  ])(
    "a runner that takes no notice is given up after its grace; when it %s late, that is logged",
    async (_what, settle, how) => {
      const { add, run, clock, log } = createRunnerBench();
      let settleLate = (): void => {};
      add({
        name: "deaf",
        phase: POST,
        timeoutMs: 1_000,
        run: () => new Promise<void>((resolve, reject) => (settleLate = () => settle(resolve, reject))),
      });
      add({ name: "next", phase: POST, run: () => 1 });
      const done = run(POST, { graceMs: 500 });
      await clock.advance(1_500);
      expect((await done).map(({ state }) => state)).toEqual(["failed", "done"]);
      await clock.advance(250);
      settleLate();
      await new Promise(setImmediate);
      expect(log.at(-1)).toMatchObject({
        level: "warning",
        name: "rigline.bench",
        message: `runner deaf ${how} 250 ms after it had been given up; ignored`,
      });
    },
  );

  test("leaves no timer behind", async () => {
    const { add, run, clock } = createRunnerBench();
    add({
      name: "quick",
      phase: POST,
      timeoutMs: 5_000,
      retry: { attempts: 3, firstDelayMs: 1, maxDelayMs: 1 },
      run: () => 1,
    });
    await run(POST);
    expect(clock.pending).toBe(0);
  });
});

describe("retry", () => {
  test("waits longer each time, up to the most, and tells each attempt its number", async () => {
    const { add, run, clock, log, records } = createRunnerBench();
    const attempts: [number, number][] = [];
    const handle = add({
      name: "flaky",
      phase: POST,
      retry: { attempts: 5, firstDelayMs: 100, maxDelayMs: 300 },
      run: ({ attempt, report }) => {
        attempts.push([attempt, clock.monotonic()]);
        report("attempt", String(attempt));
        if (attempt < 5) throw new Error(`no ${attempt}`);
        return "yes";
      },
    });
    const done = run(POST);
    await clock.advance(10_000);
    const [report] = await done;
    expect(attempts).toEqual([
      [1, 0],
      [2, 100],
      [3, 300],
      [4, 600],
      [5, 900],
    ]);
    expect(handle.result()).toBe("yes");
    expect(report).toMatchObject({ state: "done", attempts: 5, details: [{ label: "attempt", value: "5" }] });
    expect(log[0]?.message).toBe("runner flaky failed (attempt 1 of 5), again in 100 ms: no 1");
    expect(records.filter(({ type }) => type === "runnerStarted")).toHaveLength(5);
  });

  test("ends with the last failure", async () => {
    const { add, run, clock } = createRunnerBench();
    let count = 0;
    const failing = (): void => {
      throw new Error(`no ${(count += 1)}`);
    };
    add({ name: "hopeless", phase: POST, retry: { attempts: 3, firstDelayMs: 10, maxDelayMs: 10 }, run: failing });
    const done = run(POST);
    await clock.advance(100);
    expect(await done).toMatchObject([{ state: "failed", attempts: 3, reason: "no 3" }]);
  });

  test("is not for what still runs after its timeout: two of it would run at once", async () => {
    const { add, run, clock } = createRunnerBench();
    let begun = 0;
    const never = (): Promise<void> => {
      begun += 1;
      return new Promise(() => {});
    };
    const retry = { attempts: 3, firstDelayMs: 1, maxDelayMs: 1 };
    add({ name: "deaf", phase: POST, timeoutMs: 10, retry, run: never });
    const done = run(POST, { graceMs: 10 });
    await clock.advance(1_000);
    expect(await done).toMatchObject([{ state: "failed", code: "RUNNER_TIMEOUT", attempts: 1 }]);
    expect(begun).toBe(1);
  });

  test("is for what ended within its grace", async () => {
    const { add, run, clock } = createRunnerBench();
    const retry = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1 };
    add({
      name: "slow at first",
      phase: POST,
      timeoutMs: 10,
      retry,
      run: ({ attempt, signal }) => (attempt === 1 ? untilAborted(signal) : "done"),
    });
    const done = run(POST);
    await clock.advance(1_000);
    expect(await done).toMatchObject([{ state: "done", attempts: 2 }]);
  });

  test("ends when the session is aborted, also while it waits", async () => {
    const { add, run, clock, abort } = createRunnerBench();
    let begun = 0;
    const failing = (): void => {
      begun += 1;
      throw new Error("no");
    };
    add({ name: "flaky", phase: POST, retry: { attempts: 9, firstDelayMs: 60_000, maxDelayMs: 60_000 }, run: failing });
    const done = run(POST);
    await clock.advance(10);
    abort.abort();
    expect(await done).toMatchObject([{ state: "failed", reason: "no", attempts: 1 }]);
    expect(begun).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe("an abort", () => {
  test("gives its reason to a runner that says only that the operation was aborted", async () => {
    const { add, run, abort } = createRunnerBench();
    add({
      name: "copy",
      phase: POST,
      run: ({ signal }) => {
        queueMicrotask(() => abort.abort(new Error("interrupted by SIGINT (Ctrl+C)")));
        return untilAborted(signal).catch(() => {
          throw new DOMException("The operation was aborted", "AbortError");
        });
      },
    });
    expect(await run(POST)).toMatchObject([
      { state: "failed", code: "RUNNER_ABORTED", reason: "interrupted by SIGINT (Ctrl+C)" },
    ]);
  });

  test("is told as one, not as an error", async () => {
    const { add, run, log, abort } = createRunnerBench();
    const interruptedRun = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      queueMicrotask(() => abort.abort(new Error("interrupted by SIGINT (Ctrl+C)")));
      return untilAborted(signal);
    };
    add({ name: "copy", phase: "session", run: interruptedRun });
    await run("session");
    const told = log.map(({ level, message }) => `${level}: ${message}`);
    expect(told).toEqual([expect.stringMatching(/^warning: runner copy \(plugin bench\) was stopped: /)]);
  });

  test("is told to what runs, which may still end well; what waits is skipped", async () => {
    const { add, run, abort } = createRunnerBench();
    const experiment = add({
      name: "experiment",
      phase: "session",
      run: ({ signal }) => untilAborted(signal).catch(() => "stopped in good order"),
    });
    add({ name: "other", phase: "session", run: () => 1 });
    const done = run("session");
    await new Promise(setImmediate);
    expect(experiment.state).toBe("running");
    abort.abort();
    expect(await done).toMatchObject([
      { name: "experiment", state: "done" },
      { name: "other", state: "skipped", code: "RUNNER_ABORTED" },
    ]);
    expect(experiment.result()).toBe("stopped in good order");
  });

  test("of a runner that rejects is its failure", async () => {
    const { add, run, abort } = createRunnerBench();
    add({ name: "experiment", phase: "session", run: ({ signal }) => untilAborted(signal) });
    const done = run("session");
    await new Promise(setImmediate);
    abort.abort();
    expect(await done).toMatchObject([
      { state: "failed", code: "RUNNER_ABORTED", reason: "runner experiment was aborted" },
    ]);
  });

  test("of a runner that takes no notice ends after the grace", async () => {
    const { add, run, abort, clock } = createRunnerBench();
    add({ name: "deaf", phase: "session", run: () => new Promise<void>(() => {}) });
    const done = run("session", { graceMs: 2_000 });
    await new Promise(setImmediate);
    abort.abort();
    await clock.advance(2_000);
    expect(await done).toMatchObject([{ state: "failed", code: "RUNNER_ABORTED" }]);
  });

  test("gives a runner that asks for it a longer grace of its own", async () => {
    const { add, run, abort, clock } = createRunnerBench();
    const stopSlowly = ({ signal }: { readonly signal: AbortSignal }): Promise<string> =>
      untilAborted(signal).catch(() => clock.sleep(60_000).then(() => "stopped in good order"));
    const experiment = add({ name: "experiment", phase: "session", graceMs: 65_000, run: stopSlowly });
    const done = run("session", { graceMs: 100 });
    await new Promise(setImmediate);
    abort.abort();
    await clock.advance(60_000);
    expect(await done).toMatchObject([{ state: "done" }]);
    expect(experiment.result()).toBe("stopped in good order");
  });

  test("before the phase skips all of it", async () => {
    const { add, run, abort } = createRunnerBench();
    abort.abort();
    add({ name: "a", phase: POST, run: () => 1 });
    expect(await run(POST)).toMatchObject([{ state: "skipped", code: "RUNNER_ABORTED" }]);
  });
});
