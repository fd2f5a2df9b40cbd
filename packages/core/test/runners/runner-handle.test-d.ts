import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { RunnerHandle, Runners, RunnerContext, RunnerNeeds } from "../../src/runners/runner-handle.js";

declare const runners: Runners;
const phase = "postSession" as const;

test("a handle carries the type of what its runner returns", () => {
  expectTypeOf(runners.add({ name: "a", phase, run: () => 1 })).toEqualTypeOf<RunnerHandle<number>>();
  expectTypeOf(runners.add({ name: "a", phase, run: async () => ({ path: "x" }) }).result()).toEqualTypeOf<{
    path: string;
  }>();
  expectTypeOf(runners.add({ name: "a", phase, run: () => {} })).toEqualTypeOf<RunnerHandle<void>>();
});

test("needs bring the results of their handles, by name", () => {
  const count = runners.add({ name: "count", phase, run: () => 1 });
  const path = runners.add({ name: "path", phase, run: async () => "x" });
  runners.add({
    name: "both",
    phase,
    needs: { count, path },
    run: ({ needs }) => {
      expectTypeOf(needs).toEqualTypeOf<{ readonly count: number; readonly path: string }>();
      // @ts-expect-error -- not among the needs
      void needs.other;
      // @ts-expect-error -- the result of `count` is a number
      return needs.count.toUpperCase() as string;
    },
  });
});

test("a handle is not a promise of its result", () => {
  const handle = runners.add({ name: "a", phase, run: () => 1 });
  expectTypeOf(handle).not.toExtend<PromiseLike<unknown>>();
  expectTypeOf<Awaited<typeof handle>>().toEqualTypeOf<RunnerHandle<number>>();
});

test("a schema says what the result is", () => {
  const kept = runners.add({ name: "a", phase, result: z.object({ path: z.string() }), run: () => ({ path: "x" }) });
  expectTypeOf(kept.result()).toEqualTypeOf<{ path: string }>();
  // @ts-expect-error -- the runner returns something else
  runners.add({ name: "a", phase, result: z.object({ path: z.string() }), run: () => 7 });
});

test("what is no runner does not compile", () => {
  expectTypeOf<Runners["add"]>().toBeFunction();
  // @ts-expect-error -- no such phase
  runners.add({ name: "a", phase: "after", run: () => 1 });
  // @ts-expect-error -- needs are handles
  runners.add({ name: "a", phase, needs: { path: "x" }, run: () => 1 });
  // @ts-expect-error -- run is missing
  runners.add({ name: "a", phase });
  // @ts-expect-error -- no such field
  runners.add({ name: "a", phase, timeout: 5, run: () => 1 });
  // @ts-expect-error -- no such policy
  runners.add({ name: "a", phase, when: { outcome: ["failure"] }, run: () => 1 });
});

test("the context is the same for all", () => {
  expectTypeOf<RunnerContext<RunnerNeeds>["signal"]>().toEqualTypeOf<AbortSignal>();
  expectTypeOf<RunnerContext<RunnerNeeds>["outcome"]>().toEqualTypeOf<"success" | "failed" | "aborted" | undefined>();
});
