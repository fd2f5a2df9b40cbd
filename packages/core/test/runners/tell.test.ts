import { RiglineError } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { createRunnerBench } from "../fixtures/runner-bench.js";

test("what a runner tells is kept for the report's list of problems, and the runner is done", async () => {
  const { add, run, problems } = createRunnerBench();
  const told = new RiglineError("LEFT", { exit: "success", meaning: "left", todo: "Copy it." }, { what: "x is left" });
  add({ name: "map", phase: "postSession", run: ({ tell }) => tell(told) });
  expect(await run("postSession", { outcome: "success" })).toMatchObject([{ state: "done" }]);
  expect(problems).toEqual([told]);
});
