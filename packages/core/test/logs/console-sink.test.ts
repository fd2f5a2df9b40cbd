import { expect, it } from "vitest";
import { createConsoleSink, type Verbosity, wantsColour } from "../../src/logs/console-sink.js";
import { createLogger } from "@rigline/foundation/platform";

function print(
  verbosity: Verbosity,
  options: { isTTY?: boolean; environment?: Record<string, string> } = {},
): string[] {
  const written: string[] = [];
  const stream = { isTTY: options.isTTY ?? false, write: (text: string) => written.push(text) };
  const sink = createConsoleSink({ stream, verbosity, environment: options.environment ?? {} });
  const log = createLogger("rigline", [sink], () => new Date(0));
  log.debug("looking");
  log.info("started");
  log.child("watchdog").warning("slow\ndisk");
  log.error("failed");
  return written;
}

it.each<[Verbosity, string[]]>([
  ["quiet", ["error: failed\n"]],
  ["default", ["warning (watchdog): slow\n  disk\n", "error: failed\n"]],
  ["verbose", ["info: started\n", "warning (watchdog): slow\n  disk\n", "error: failed\n"]],
  ["debug", ["debug: looking\n", "info: started\n", "warning (watchdog): slow\n  disk\n", "error: failed\n"]],
])("prints what %s asks for", (verbosity, lines) => {
  expect(print(verbosity)).toEqual(lines);
});

it("leaves the places of a stack to the log file", () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) };
  const sink = createConsoleSink({ stream, verbosity: "verbose", environment: {} });
  const stack = "TypeError: x is not a function\n    at run (file:///rig/p.mjs:1:9)\n    at async go (/rig/q.mjs:2:3)";
  createLogger("rigline", [sink], () => new Date(0)).info(stack);
  expect(written).toEqual(["info: TypeError: x is not a function\n"]);
});

it("colours at a terminal", () => {
  expect(print("quiet", { isTTY: true })).toEqual(["\u001B[31merror: failed\u001B[39m\n"]);
});

it.each<[boolean, Record<string, string>, boolean]>([
  [false, {}, false],
  [true, {}, true],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("terminal %s with %j: colours %s", (isTTY, environment, colours) => {
  expect(wantsColour({ isTTY }, environment)).toBe(colours);
});
