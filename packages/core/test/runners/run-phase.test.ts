import { describe, expect, test } from "vitest";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";
import { createRunnerBench } from "../fixtures/runner-bench.js";

/** A promise that the test settles. */
function defer<T = void>(): { readonly promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

const POST = "postSession" as const;

describe("order and needs", () => {
  test("one at a time, in the order of registration, and a need brings its result", async () => {
    const { add, run } = createRunnerBench();
    const order: string[] = [];
    const a = add({
      name: "a",
      phase: POST,
      run: async () => {
        order.push("a begins");
        await Promise.resolve();
        order.push("a ends");
        return 1;
      },
    });
    const b = add({
      name: "b",
      phase: POST,
      needs: { first: a },
      run: ({ needs }) => {
        order.push("b");
        return needs.first + 1;
      },
    });
    const reports = await run(POST);
    expect(order).toEqual(["a begins", "a ends", "b"]);
    expect(reports).toEqual([
      { name: "a", phase: POST, plugin: "bench", state: "done", attempts: 1, milliseconds: 0 },
      { name: "b", phase: POST, plugin: "bench", state: "done", attempts: 1, milliseconds: 0 },
    ]);
    expect([a.result(), b.result()]).toEqual([1, 2]);
  });

  test("only the phase that is asked for runs, and each runner runs once", async () => {
    const { add, run } = createRunnerBench();
    const order: string[] = [];
    for (const phase of ["postSession", "session", "preSession"] as const)
      add({ name: phase, phase, run: () => void order.push(phase) });
    for (const phase of ["preSession", "session", "postSession", "postSession"] as const) await run(phase);
    expect(order).toEqual(["preSession", "session", "postSession"]);
  });

  test("a failed need marks what needs it skipped, through any number of steps; all others run", async () => {
    const { add, run, runners } = createRunnerBench();
    const mapper = add({
      name: "mapper",
      phase: POST,
      run: (): string => {
        throw new Error("no rig.json");
      },
    });
    const transfer = add({ name: "transfer", phase: POST, needs: { mapper }, run: () => 1 });
    add({ name: "notify", phase: POST, needs: { transfer }, run: () => 1 });
    add({ name: "report", phase: POST, run: () => 1 });
    const reports = await run(POST);
    expect(reports.map(({ name, state, reason, code }) => ({ name, state, reason, code }))).toEqual([
      { name: "mapper", state: "failed", reason: "no rig.json", code: "RUNNER_FAILED" },
      {
        name: "transfer",
        state: "skipped",
        reason: "it needs mapper (plugin bench), which failed: no rig.json",
        code: "RUNNER_NEED_UNMET",
      },
      {
        name: "notify",
        state: "skipped",
        reason:
          "it needs transfer (plugin bench), which was skipped: it needs mapper (plugin bench), which failed: no rig.json",
        code: "RUNNER_NEED_UNMET",
      },
      { name: "report", state: "done", reason: undefined, code: undefined },
    ]);
    expect(runners.errorOf("mapper")).toBeInstanceOf(Error);
    expect(runners.errorOf("report")).toBeUndefined();
  });

  test("what needs a runner of the session that failed is lost for good, and says so", async () => {
    const { add, run } = createRunnerBench();
    const experiment = add({ name: "experiment", phase: "session", run: () => Promise.reject(new Error("exit 3")) });
    const analyse = add({ name: "analyse", phase: POST, needs: { experiment }, run: () => 1 });
    add({ name: "publish", phase: POST, needs: { analyse }, run: () => 1 });
    await run("session");
    const reports = await run(POST, { outcome: "failed" });
    expect(reports.map(({ code }) => code)).toEqual(["RUNNER_NEED_LOST", "RUNNER_NEED_LOST"]);
  });

  test("side by side only where that is asked for, and beside the others", async () => {
    const { add, run } = createRunnerBench();
    const order: string[] = [];
    const gates = { lane: defer(), left: defer(), right: defer() };
    const slow = (name: keyof typeof gates, concurrent: boolean): void => {
      const runner = async (): Promise<void> => {
        order.push(`${name} begins`);
        await gates[name].promise;
        order.push(`${name} ends`);
      };
      add({ name, phase: POST, concurrent, run: runner });
    };
    slow("lane", false);
    slow("left", true);
    slow("right", true);
    add({ name: "last in the lane", phase: POST, run: () => void order.push("last") });
    const done = run(POST);
    await new Promise(setImmediate);
    expect(order).toEqual(["lane begins", "left begins", "right begins"]);
    gates.right.resolve();
    gates.lane.resolve();
    await new Promise(setImmediate);
    expect(order.slice(3)).toEqual(["right ends", "lane ends", "last"]);
    gates.left.resolve();
    expect((await done).map(({ name }) => name)).toEqual(["lane", "left", "right", "last in the lane"]);
  });

  test("a concurrent runner waits for what it needs", async () => {
    const { add, run } = createRunnerBench();
    const gate = defer<number>();
    const first = add({ name: "first", phase: POST, run: () => gate.promise });
    const second = add({
      name: "second",
      phase: POST,
      concurrent: true,
      needs: { first },
      run: ({ needs }) => needs.first * 2,
    });
    const done = run(POST);
    await new Promise(setImmediate);
    expect(second.state).toBe("waiting");
    gate.resolve(21);
    await done;
    expect(second.result()).toBe(42);
  });
});

describe("after an experiment that did not succeed", () => {
  test.each([
    ["failed", "the session failed, and it runs after success only"],
    ["aborted", "the session was aborted, and it runs after success only"],
  ] as const)("%s: post-session runners run, but for those on success only", async (outcome, reason) => {
    const { add, run } = createRunnerBench();
    add({ name: "default", phase: POST, run: ({ outcome }) => outcome });
    add({ name: "always", phase: POST, run: () => 1 });
    const wanted = add({ name: "on success", phase: POST, when: { outcome: ["success"] }, run: () => 1 });
    add({ name: "needs it", phase: POST, needs: { wanted }, run: () => 1 });
    const reports = await run(POST, { outcome });
    expect(reports.map(({ state, code }) => [state, code])).toEqual([
      ["done", undefined],
      ["done", undefined],
      ["skipped", "RUNNER_NOT_WANTED"],
      ["skipped", "RUNNER_NOT_WANTED"],
    ]);
    expect(reports[2]?.reason).toBe(reason);
  });

  test("after a success those run that name it, and others are skipped", async () => {
    const { add, run } = createRunnerBench();
    add({ name: "on trouble", phase: POST, when: { outcome: ["failed", "aborted"] }, run: () => 1 });
    add({ name: "on success", phase: POST, when: { outcome: ["success"] }, run: () => 1 });
    expect(await run(POST, { outcome: "success" })).toMatchObject([
      { state: "skipped", reason: "the session ended well, and it runs after failed or aborted only" },
      { state: "done" },
    ]);
  });

  test("what is skipped after a success is no news for the person, and asks nobody what to do; after trouble it is told", async () => {
    const levels = async (outcome: "success" | "failed", wanted: "success" | "failed") => {
      const ui = createScriptedUi({});
      const { add, run, log } = createRunnerBench({ ui });
      const clean = add({ name: "clean", phase: POST, when: { outcome: [wanted] }, run: () => 1 });
      add({ name: "tell", phase: POST, needs: { clean }, onFailure: "ask", run: () => 1 });
      await run(POST, { outcome });
      expect(ui.asked).toEqual([]);
      return log.filter(({ message }) => message.includes("was skipped")).map(({ level }) => level);
    };
    expect(await levels("success", "failed")).toEqual(["info", "info"]);
    expect(await levels("failed", "success")).toEqual(["warning", "warning"]);
  });

  test("a phase that is left out settles as skipped, so that nobody waits for it", async () => {
    const { add, run, runners, records } = createRunnerBench();
    const experiment = add({ name: "experiment", phase: "session", run: () => 1 });
    add({ name: "after", phase: POST, needs: { experiment }, run: () => 1 });
    const journal = { append: (record: (typeof records)[number]) => void (records as unknown[]).push(record) };
    expect(runners.skipPhase("session", "the preparation failed", { journal })).toMatchObject([
      { name: "experiment", state: "skipped", reason: "the preparation failed" },
    ]);
    expect(await run(POST)).toMatchObject([{ name: "after", state: "skipped" }]);
    expect(records.map(({ type }) => type)).toEqual(["runnerSettled", "runnerSettled"]);
  });
});

describe("whatever a runner does", () => {
  test.each([
    [
      "throws an error",
      () => {
        throw new Error("broken");
      },
      "broken",
    ],
    [
      "throws a text",
      () => {
        throw "broken";
      },
      "broken",
    ],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
      "a value that is no error was thrown: undefined",
    ],
    [
      "throws null",
      () => {
        throw null;
      },
      "a value that is no error was thrown: null",
    ],
    [
      "throws an object",
      () => {
        throw { code: 7 };
      },
      "a value that is no error was thrown: [object Object]",
    ],
    [
      "throws what can't be printed",
      () => {
        throw Object.create(null);
      },
      "a value that is no error and can't be printed was thrown",
    ],
    [
      "throws an error whose message is no text",
      () => {
        throw Object.assign(new Error(), { message: { code: 7 } });
      },
      "[object Object]",
    ],
    ["rejects", () => Promise.reject(new Error("later")), "later"],
    ["rejects with a number", () => Promise.reject(3), "a value that is no error was thrown: 3"],
  ])("%s: it has failed, with its reason", async (_what, runner, reason) => {
    const { add, run, log } = createRunnerBench();
    const handle = add({ name: "bad", phase: POST, run: runner as () => unknown });
    expect(await run(POST)).toMatchObject([{ state: "failed", reason }]);
    expect(handle.state).toBe("failed");
    expect(log.find(({ level }) => level === "error")?.message).toBe(`runner bad (plugin bench) failed: ${reason}`);
  });

  test("what it reports and how far it is are told, also when it fails", async () => {
    const { add, run, events, clock } = createRunnerBench();
    const gate = defer();
    add({
      name: "copy",
      phase: POST,
      run: async ({ progress, report }) => {
        report("destination", "/data");
        for (let percent = 0; percent <= 100; percent += 10) progress(`${percent} %`);
        await gate.promise;
        // A plugin in plain JavaScript may pass what it likes.
        report("files", 7 as unknown as string);
        throw new Error("disk full");
      },
    });
    const done = run(POST);
    await clock.advance(1_000);
    gate.resolve();
    const [report] = await done;
    expect(report?.details).toEqual([
      { label: "destination", value: "/data" },
      { label: "files", value: "7" },
    ]);
    const told = events.filter(({ name }) => name === "runner.progress").map(({ event }) => event);
    expect(told).toEqual([
      { runner: "copy", text: "0 %" },
      { runner: "copy", text: "100 %" },
    ]);
  });

  test("of one that has settled no progress is told any more", async () => {
    const { add, run, events, clock } = createRunnerBench();
    add({
      name: "copy",
      phase: POST,
      run: ({ progress }) => {
        progress("0 %");
        progress("100 %");
        setImmediate(() => progress("after all"));
      },
    });
    await run(POST);
    await clock.advance(1_000);
    expect(events.map(({ name }) => name)).toEqual(["runner.started", "runner.progress", "runner.settled"]);
    expect(clock.pending).toBe(0);
  });

  test("the journal and the screens learn of it in this order", async () => {
    const { add, run, events, records } = createRunnerBench();
    add({ name: "a", phase: POST, run: () => 1 });
    await run(POST);
    expect(records).toEqual([
      { type: "runnerStarted", runner: "a", phase: POST, plugin: "bench", attempt: 1 },
      { type: "runnerSettled", report: expect.objectContaining({ name: "a", state: "done" }), kept: false },
    ]);
    expect(events.map(({ name }) => name)).toEqual(["runner.started", "runner.settled"]);
  });

  test("a journal that can't be written is told, and the data is handed off all the same", async () => {
    const { add, run, log } = createRunnerBench();
    const transfer = add({ name: "transfer", phase: POST, run: () => "arrived" });
    const journal = {
      append: () => {
        throw new Error("cannot write the journal: disk full");
      },
    };
    await run(POST, { journal });
    expect(transfer.result()).toBe("arrived");
    expect(log.map(({ message }) => message)).toContain(
      "cannot write the journal: disk full: `rigline resume` might repeat this step (runnerSettled)",
    );
  });

  test("it speaks under its plugin's name", async () => {
    const { add, run, log } = createRunnerBench();
    add({ name: "a", phase: POST, run: ({ log }) => log.info("hello") });
    await run(POST);
    expect(log).toMatchObject([{ name: "rigline.bench", message: "hello" }]);
  });
});
