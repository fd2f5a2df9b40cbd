import { expect, test } from "vitest";
import { launcherError } from "../../src/launcher/launcher-errors.js";
import { createProblems } from "../../src/launcher/problems.js";
import { createMemoryLog } from "../../src/testing/memory-log.js";

test("each problem is logged and kept once, with the exit that it asks for", () => {
  const log = createMemoryLog();
  const problems = createProblems(log);
  problems.add(launcherError("RUNNER_GONE", { what: "gone" }));
  problems.add(new Error("plain"));
  problems.add("text");
  problems.add(new Error("plain"));
  problems.keep(new Error("quiet"));
  expect(problems.all).toEqual([
    { message: "gone", exit: "plugin" },
    { message: "plain", exit: "internal" },
    { message: "text", exit: "internal" },
    { message: "quiet", exit: "internal" },
  ]);
  const errors = log.lines.filter((line) => line.startsWith("error "));
  expect(errors).toEqual(["error rigline: gone", "error rigline: plain", "error rigline: text"]);
});
