import { describe, expect, test } from "vitest";
import { createConductBench, type ConductBench } from "./conduct-bench.js";

const any = { parse: (value: unknown) => value };

/** A runner in each phase, which notes that it ran. */
function addOneOfEach({ runners }: ConductBench, ran: string[]): void {
  for (const phase of ["preSession", "session", "postSession"] as const)
    runners.add({ name: phase, phase, result: any, run: () => void ran.push(phase) });
}

function statesOf({ registry }: ConductBench): Record<string, string> {
  return Object.fromEntries(registry.reports.map(({ name, state }) => [name, state]));
}

function stateOfExperiment(bench: ConductBench): string | undefined {
  return bench.registry.reports.find(({ name }) => name === "experiment")?.state;
}

test("a session that goes well passes every state, hook and runner in order, each in the journal before and after", async () => {
  const ran: string[] = [];
  const bench = createConductBench({
    sessionStarted: ({ session }) => void ran.push(`sessionStarted ${session.subject}`),
    experimentEnded: ({ outcome }) => void ran.push(`experimentEnded ${outcome}`),
    sessionEnded: ({ runners }) => void ran.push(`sessionEnded ${runners.length}`),
  });
  addOneOfEach(bench, ran);
  expect(await bench.conduct()).toEqual({ outcome: "success" });
  expect(ran).toEqual([
    "sessionStarted 614173",
    "preSession",
    "session",
    "experimentEnded success",
    "postSession",
    "sessionEnded 3",
  ]);
  expect(bench.states()).toEqual(["preSession", "session", "experimentEnded", "postSession", "done"]);
  expect(bench.journalled()).toEqual([
    "sessionOpened",
    "hookStarted sessionStarted",
    "hookFinished sessionStarted",
    "runnerStarted preSession",
    "runnerSettled preSession",
    "runnerStarted session",
    "runnerSettled session",
    "experimentEnded",
    "hookStarted experimentEnded",
    "hookFinished experimentEnded",
    "runnerStarted postSession",
    "runnerSettled postSession",
    "hookStarted sessionEnded",
    "hookFinished sessionEnded",
  ]);
  expect(bench.problems.all).toEqual([]);
});

describe("whatever comes before the experiment fails, the experiment is left out and the hand-off runs", () => {
  test("sessionStarted throws", async () => {
    const ran: string[] = [];
    const bench = createConductBench({
      sessionStarted: () => {
        throw new Error("no camera");
      },
    });
    addOneOfEach(bench, ran);
    expect(await bench.conduct()).toEqual({
      outcome: "failed",
      reason: 'Plugin "bench" failed in sessionStarted: no camera',
    });
    expect(ran).toEqual(["postSession"]);
    expect(statesOf(bench)).toEqual({ preSession: "skipped", session: "skipped", postSession: "done" });
    expect(bench.registry.reports[1]?.reason).toContain("no camera");
    expect(bench.states()).toEqual(["preSession", "experimentEnded", "postSession", "done"]);
    // What failed is in the journal as begun, so that a resumed session does not take it for done.
    expect(bench.journalled()).not.toContain("hookFinished sessionStarted");
  });

  test("a preSession runner fails: the reason names it", async () => {
    const ran: string[] = [];
    const bench = createConductBench();
    bench.runners.add({
      name: "water",
      phase: "preSession",
      run: () => {
        throw new Error("the tank is empty");
      },
    });
    addOneOfEach(bench, ran);
    expect(await bench.conduct()).toEqual({
      outcome: "failed",
      reason: "runner water failed before the experiment: the tank is empty",
    });
    expect(ran).toEqual(["preSession", "postSession"]);
  });

  test("aborted before it: aborted, and nothing of the experiment runs", async () => {
    const ran: string[] = [];
    const bench = createConductBench({
      sessionStarted: () => bench.abort.session.abort(new Error("interrupted by SIGINT")),
    });
    addOneOfEach(bench, ran);
    expect(await bench.conduct()).toEqual({ outcome: "aborted", reason: "interrupted by SIGINT" });
    expect(ran).toEqual(["postSession"]);
  });
});

describe("the experiment", () => {
  test("fails: its own reason is the session's, and runners that want success are skipped", async () => {
    const bench = createConductBench();
    bench.runners.add({
      name: "experiment",
      phase: "session",
      run: () => {
        throw new Error("the experiment (node) exited with code 3");
      },
    });
    bench.runners.add({ name: "quality", phase: "postSession", when: { outcome: ["success"] }, run: () => 1 });
    bench.runners.add({ name: "transfer", phase: "postSession", run: ({ outcome }) => expect(outcome).toBe("failed") });
    expect(await bench.conduct()).toEqual({ outcome: "failed", reason: "the experiment (node) exited with code 3" });
    expect(statesOf(bench)).toEqual({ experiment: "failed", quality: "skipped", transfer: "done" });
  });

  test("is aborted: the hand-off's runners get another signal and run", async () => {
    const bench = createConductBench();
    bench.runners.add({
      name: "experiment",
      phase: "session",
      run: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("it was stopped")));
          bench.abort.session.abort(new Error("interrupted by SIGINT"));
        }),
    });
    bench.runners.add({ name: "transfer", phase: "postSession", run: ({ signal }) => signal.throwIfAborted() });
    expect(await bench.conduct()).toEqual({ outcome: "aborted", reason: "interrupted by SIGINT" });
    expect(statesOf(bench)).toEqual({ experiment: "failed", transfer: "done" });
  });

  test("and the hand-off are aborted: what has not begun is skipped, the hooks after it still run", async () => {
    let told = false;
    const bench = createConductBench({
      sessionEnded: () => {
        told = true;
      },
    });
    bench.runners.add({
      name: "mapper",
      phase: "postSession",
      run: ({ signal }) => {
        bench.abort.handOff.abort(new Error("interrupted by SIGINT"));
        signal.throwIfAborted();
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      },
    });
    bench.runners.add({ name: "transfer", phase: "postSession", run: () => 1 });
    expect(await bench.conduct()).toEqual({ outcome: "success" });
    expect(statesOf(bench)).toEqual({ mapper: "failed", transfer: "skipped" });
    expect(told).toBe(true);
  });
});

describe("failures outside the runners", () => {
  test("in experimentEnded and sessionEnded are logged, kept as problems of the plugin, and end nothing", async () => {
    const ran: string[] = [];
    const bench = createConductBench({
      experimentEnded: () => {
        throw new Error("the log book is closed");
      },
      sessionEnded: () => Promise.reject(new Error("no mail server")),
    });
    addOneOfEach(bench, ran);
    expect(await bench.conduct()).toEqual({ outcome: "success" });
    const messages = [
      'Plugin "bench" failed in experimentEnded: the log book is closed',
      'Plugin "bench" failed in sessionEnded: no mail server',
    ];
    expect(bench.problems.all).toMatchObject(
      messages.map((message) => ({ code: "HOOK_FAILED", message, where: { plugin: "bench" }, exit: "plugin" })),
    );
    const errors = bench.log.lines.filter((line) => line.startsWith("error "));
    expect(errors).toEqual(messages.map((message) => `error rigline: ${message}`));
    expect(ran).toEqual(["preSession", "session", "postSession"]);
  });

  test("a journal that can't be written any more is one storage problem, and the data is handed off", async () => {
    const ran: string[] = [];
    const bench = createConductBench({
      sessionStarted: () => bench.disk.fail("file.append", "ENOSPC"),
      experimentEnded: () => void ran.push("experimentEnded"),
      sessionEnded: () => void ran.push("sessionEnded"),
    });
    addOneOfEach(bench, ran);
    expect(await bench.conduct()).toEqual({ outcome: "success" });
    expect(ran).toEqual(["preSession", "session", "experimentEnded", "postSession", "sessionEnded"]);
    expect(bench.problems.all).toMatchObject([
      {
        code: "JOURNAL_WRITE_FAILED",
        message: expect.stringContaining("cannot write the journal") as string,
        exit: "storage",
      },
    ]);
    expect(bench.journalled()).toEqual(["sessionOpened", "hookStarted sessionStarted"]);
  });
});

describe("resumed", () => {
  test("after the experiment: hooks and runners that finished are not repeated, the one that failed is", async () => {
    const ran: string[] = [];
    const first = createConductBench({ sessionStarted: () => void ran.push("sessionStarted") });
    addOneOfEach(first, ran);
    first.runners.add({
      name: "transfer",
      phase: "postSession",
      run: () => {
        throw new Error("the server is away");
      },
    });
    await first.conduct();
    ran.length = 0;

    const again = first.resume({
      sessionStarted: () => void ran.push("sessionStarted"),
      experimentEnded: () => void ran.push("experimentEnded"),
      sessionEnded: ({ runners }) =>
        void ran.push(`sessionEnded ${runners.map(({ name, state }) => `${name} ${state}`).join(", ")}`),
    });
    addOneOfEach(again, ran);
    again.runners.add({ name: "transfer", phase: "postSession", run: () => void ran.push("transfer") });
    expect(await again.conduct()).toEqual({ outcome: "success" });
    expect(ran).toEqual(["transfer", "sessionEnded preSession done, session done, postSession done, transfer done"]);
    expect(again.states()).toEqual(["experimentEnded", "postSession", "done"]);
  });

  test("during the experiment: it has failed and is never run again", async () => {
    const first = createConductBench();
    first.runners.add({
      name: "experiment",
      phase: "session",
      run: () => new Promise<void>(() => {}),
    });
    const died = new Promise<void>((resolve) => {
      first.events.on("runner.started", () => resolve());
    });
    void first.conduct();
    await died;

    const again = first.resume();
    const ran: string[] = [];
    again.runners.add({ name: "experiment", phase: "session", run: () => void ran.push("experiment") });
    again.runners.add({ name: "transfer", phase: "postSession", run: () => void ran.push("transfer") });
    expect(await again.conduct()).toEqual({ outcome: "failed", reason: "the launcher died during the experiment" });
    expect(ran).toEqual(["transfer"]);
    expect(stateOfExperiment(again)).toBe("failed");
    first.abort.session.abort();
  });

  test("a runner that is owed and that no plugin adds any more is told of", async () => {
    const first = createConductBench();
    first.runners.add({
      name: "transfer",
      phase: "postSession",
      run: () => {
        throw new Error("the server is away");
      },
    });
    first.runners.add({ name: "notify", phase: "postSession", result: any, run: () => 1 });
    await first.conduct();
    const again = first.resume();
    expect(await again.conduct()).toEqual({ outcome: "success" });
    expect(again.problems.all).toMatchObject([
      {
        code: "RUNNER_GONE",
        message: "the runner transfer of plugin bench did not finish before, and no plugin adds it now",
        exit: "plugin",
      },
    ]);
  });
});
