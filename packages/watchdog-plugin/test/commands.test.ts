import { RiglineError } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { sayCommands } from "../src/commands.js";
import { daemonError } from "../src/daemon/daemon-errors.js";

const commands = { session: "614173_x", watch: 'rigline-watchdog -c "/rig/watch config.yml"', isScript: false };

test("the commands in an error's advice can be typed as they stand, and the rest of it is as it was", () => {
  const cause = new Error("the reason");
  const original = daemonError("DAEMON_START_FAILED", {
    what: "the daemon ended",
    where: { file: "/q/daemon.log" },
    why: "no such file",
    cause,
  });
  const error = sayCommands(original, commands);
  expect(error).toMatchObject({
    code: "DAEMON_START_FAILED",
    message: "the daemon ended",
    where: { file: "/q/daemon.log" },
    why: "no such file",
    todo: 'Read the daemon\'s output in /q/daemon.log, start it by hand: `rigline-watchdog -c "/rig/watch config.yml"`. Then `rigline resume 614173_x`.',
    cause,
    stack: original.stack,
  });
  expect(error).toBeInstanceOf(RiglineError);
});

test("a script is not told of a launcher's commands", () => {
  const gone = daemonError("DAEMON_START_FAILED", { what: "the daemon ended" });
  const { todo } = sayCommands(gone, { ...commands, isScript: true }) as RiglineError;
  expect(todo).toMatch(/Then run the script again\.$/);
});

test("what names no command is the same error", () => {
  const plain = new TypeError("x is undefined");
  expect(sayCommands(plain, commands)).toBe(plain);
  const coded = daemonError("WATCHDOG_EXE_MISSING", { what: "gone" });
  expect(sayCommands(coded, commands)).toBe(coded);
});
