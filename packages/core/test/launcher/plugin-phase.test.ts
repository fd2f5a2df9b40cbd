import { expect, test } from "vitest";
import { guardRunners } from "../../src/launcher/plugin-phase.js";
import type { GuardedPlace } from "../../src/plugins/open-resources.js";
import type { ProcessGuard } from "../../src/plugins/process-guard.js";
import type { RunnerDefinition } from "../../src/runners/runner-handle.js";
import { createRunnerBench } from "../fixtures/runner-bench.js";

/** A guard that notes whose code runs in it. */
function createNotingGuard(): { guard: ProcessGuard; entered: GuardedPlace[] } {
  const entered: GuardedPlace[] = [];
  const guard: ProcessGuard = {
    run: (place, call) => {
      entered.push(place);
      return call();
    },
    place: () => undefined,
    leftovers: () => Promise.resolve([]),
    [Symbol.dispose]: () => {},
  };
  return { guard, entered };
}

test("without a guard the runners are the same", () => {
  const { runners } = createRunnerBench();
  const own = runners.runnersFor("mapper");
  expect(guardRunners(own, "mapper", undefined)).toBe(own);
});

test("each run is in the guard under the plugin's and the runner's name, and its result comes through", async () => {
  const bench = createRunnerBench();
  const { guard, entered } = createNotingGuard();
  const guarded = guardRunners(bench.runners.runnersFor("mapper"), "mapper", guard);
  const handle = guarded.add({ name: "map", phase: "postSession", run: ({ attempt }) => `attempt ${attempt}` });
  expect(entered).toEqual([]);
  await bench.run("postSession");
  expect(entered).toEqual([{ plugin: "mapper", runner: "map" }]);
  expect(handle.result()).toBe("attempt 1");
});

test("a definition that runs as a method keeps its `this`", async () => {
  const bench = createRunnerBench();
  const guarded = guardRunners(bench.runners.runnersFor("mapper"), "mapper", createNotingGuard().guard);
  class Map {
    readonly name = "map";
    readonly phase = "postSession";
    readonly #answer = 42;
    run(): number {
      return this.#answer;
    }
  }
  const handle = guarded.add<number>(new Map() as RunnerDefinition<number>);
  await bench.run("postSession");
  expect(handle.result()).toBe(42);
});

test("what is no runner is refused in the registry's own words", () => {
  const bench = createRunnerBench();
  const guarded = guardRunners(bench.runners.runnersFor("mapper"), "mapper", createNotingGuard().guard);
  for (const wrong of [undefined, null, "map", {}, { name: "map", phase: "postSession", run: "no" }])
    expect(() => guarded.add(wrong as never)).toThrow(expect.objectContaining({ code: "RUNNER_INVALID" }));
});
