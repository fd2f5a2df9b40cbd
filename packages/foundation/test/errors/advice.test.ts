import { expect, test } from "vitest";
import { adviceOf, defineErrors, describeError, inSession, RiglineError } from "@rigline/foundation/errors";
import { describeFailure } from "../../../core/src/hooks/hook-errors.js";
import { createProblems } from "../../../core/src/launcher/problems.js";
import { writeFailed } from "@rigline/foundation/platform";

const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
const SESSION = inSession("614173_x");

test("a full disk is told with what goes on from there: the command outside a session, resume in one", () => {
  const error = writeFailed("cannot write the file", "/data/x", full);
  expect(error.todo).toBe("The disk is full: make room on it, then run the command again.");
  expect(adviceOf(error, SESSION)).toBe("The disk is full: make room on it, then `rigline resume 614173_x`.");
});

test("so it is where a hook has failed by it, and in what outlives the error", () => {
  const error = describeFailure(
    { plugin: "camera", file: undefined },
    "sessionStarted",
    writeFailed("cannot write the file", "/data/x", full),
  );
  expect(error).toMatchObject({ code: "HOOK_FAILED", todo: expect.stringMatching(/run the command again/) as string });
  expect(describeError(error, SESSION)).toMatchObject({
    inner: "STORAGE_WRITE_FAILED",
    todo: expect.stringMatching(/then `rigline resume 614173_x`/) as string,
  });
});

test("what needs the damage passed over is one command, with the name where it is known", () => {
  const make = defineErrors({ ODD: { exit: "storage", meaning: "Odd.", todo: "{skip} goes on; {redrive} waits." } });
  expect(make.table.ODD.todo).toBe(
    "`rigline resume NAME --skip-damaged` goes on; `rigline-watchdog redrive -c CONFIG NAME` waits.",
  );
  expect(adviceOf(make("ODD", { what: "odd" }), SESSION)).toContain("`rigline resume 614173_x --skip-damaged` goes on");
});

test("problems of a launcher speak of its session once there is one", () => {
  let session: string | undefined;
  const problems = createProblems({ error: () => {}, info: () => {} }, () => session);
  problems.add(writeFailed("cannot write the file", "/data/early", full));
  session = "614173_x";
  problems.add(writeFailed("cannot write the file", "/data/late", full));
  expect(problems.all.map(({ todo }) => todo)).toEqual([
    "The disk is full: make room on it, then run the command again.",
    "The disk is full: make room on it, then `rigline resume 614173_x`.",
  ]);
});

test("a table shows its advice in general words, and an error fills in the file that it names", () => {
  const make = defineErrors({
    ODD: { exit: "runner", meaning: "Odd.", todo: "Read {file}, then {resume}; {other} stays." },
  });
  expect(make.table.ODD.todo).toBe("Read the file named above, then `rigline resume`; {other} stays.");
  expect(make("ODD", { what: "odd", where: { file: "/a.log" } }).todo).toBe(
    "Read /a.log, then `rigline resume`; {other} stays.",
  );
});

test("an error of a class that has no blanks keeps its advice", () => {
  const foreign = Object.assign(new Error("x"), { code: "X", exitCode: 1, where: {}, todo: "Do it, then {again}." });
  expect(foreign).toBeInstanceOf(RiglineError);
  expect(adviceOf(foreign as unknown as RiglineError, SESSION)).toBe("Do it, then `rigline resume 614173_x`.");
});
