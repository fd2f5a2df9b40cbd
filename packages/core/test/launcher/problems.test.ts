import { expect, test } from "vitest";
import { describeFailure } from "../../src/hooks/hook-errors.js";
import { launcherError } from "../../src/launcher/launcher-errors.js";
import { createProblems } from "../../src/launcher/problems.js";
import { createMemoryLog } from "@rigline/foundation/testing";
import { inputNeeded } from "../../src/ui/ui-errors.js";

test("each problem is logged and kept once, with the exit that it asks for", () => {
  const log = createMemoryLog();
  const problems = createProblems(log);
  problems.add(launcherError("RUNNER_GONE", { what: "gone" }));
  problems.add(new Error("plain"));
  problems.add("text");
  problems.add(new Error("plain"));
  problems.keep(new Error("quiet"));
  const todo = "Run the same command with --verbose and report what it prints.";
  expect(problems.all).toEqual([
    { code: "RUNNER_GONE", message: "gone", where: {}, todo: launcherError.table.RUNNER_GONE.todo, exit: "plugin" },
    ...["plain", "text", "quiet"].map((message) => ({ code: "INTERNAL", message, where: {}, todo, exit: "internal" })),
  ]);
  const errors = log.lines.filter((line) => line.startsWith("error "));
  expect(errors).toEqual(["error rigline: gone", "error rigline: plain", "error rigline: text"]);
});

test("a question without an answer is kept with the ways to give it", () => {
  const problems = createProblems(createMemoryLog());
  const unanswered = inputNeeded({ key: "weight", message: "Weight?" }, "standard input is no terminal");
  problems.add(describeFailure({ plugin: "scale", file: undefined }, "sessionStarted", unanswered));
  expect(problems.all).toEqual([
    {
      code: "HOOK_FAILED",
      inner: "INPUT_NEEDED",
      message: 'Plugin "scale" failed in sessionStarted: there is no answer for weight, and nobody to ask',
      where: { plugin: "scale", hook: "sessionStarted" },
      todo: "pass --answer weight=…, or set `weight` under `answers` in the config",
      exit: "usage",
    },
  ]);
});
