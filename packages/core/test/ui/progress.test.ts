import { expect, it } from "vitest";
import { createConsoleSink } from "../../src/logs/console-sink.js";
import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { createProgressLine, type ProgressLine } from "../../src/ui/progress.js";

const CLEAR = "\r\u001B[2K";

function start(
  isTerminal: boolean,
  columns?: number,
): { line: ProgressLine; clock: FakeClock; written: string[]; stream: { write(text: string): unknown } } {
  const written: string[] = [];
  const clock = createFakeClock();
  const stream = { write: (text: string) => written.push(text), ...(columns === undefined ? {} : { columns }) };
  return { line: createProgressLine({ stream, isTerminal, clock }), clock, written, stream };
}

it("rewrites one line at a terminal, at most ten times a second, and ends with the last text", async () => {
  const { line, clock, written } = start(true);
  for (let percent = 0; percent <= 30; percent += 1) {
    line.update(`${percent} %`);
    await clock.advance(10);
  }
  line.finish();
  expect(written).toEqual([`${CLEAR}0 %`, `${CLEAR}9 %`, `${CLEAR}19 %`, `${CLEAR}29 %`, `${CLEAR}30 %`, "\n"]);
});

it("shows the last text although nothing follows it", async () => {
  const { line, clock, written } = start(true);
  line.update("a");
  line.update("b");
  line.update("c");
  await clock.advance(100);
  expect(written).toEqual([`${CLEAR}a`, `${CLEAR}c`]);
});

it("writes a plain line at most every two seconds when it is no terminal", async () => {
  const { line, clock, written } = start(false);
  for (let second = 0; second <= 5; second += 1) {
    line.update(`second ${second}`);
    await clock.advance(1000);
  }
  line.finish();
  expect(written).toEqual(["second 0\n", "second 1\n", "second 3\n", "second 5\n"]);
});

it("does not write the same text again", async () => {
  const { line, clock, written } = start(false);
  line.update("same");
  await clock.advance(5000);
  line.update("same");
  line.finish();
  expect(written).toEqual(["same\n"]);
});

it("takes the line away when told so, and leaves no timer behind", async () => {
  const { line, clock, written } = start(true);
  line.update("a");
  line.update("b");
  line.finish({ keep: false });
  expect(clock.pending).toBe(0);
  expect(written).toEqual([`${CLEAR}a`, CLEAR]);
});

it("is cut to the width of the terminal, and made one line", () => {
  const { line, written } = start(true, 20);
  line.update("copying\nbehavior/\u001B[31mvideo\u001B[0m files: 12 of 400");
  expect(written).toEqual([`${CLEAR}copying behavior/v…`]);
});

it("makes way for a log line and comes back", () => {
  const { line, written, stream } = start(true);
  const sink = createConsoleSink({ stream, verbosity: "default", environment: {}, around: line.around });
  const warn = (message: string): void => sink({ at: new Date(0), name: "rigline", level: "warning", message });
  warn("before");
  line.update("50 %");
  warn("slow");
  line.finish();
  warn("after");
  expect(written).toEqual([
    "warning: before\n",
    `${CLEAR}50 %`,
    CLEAR,
    "warning: slow\n",
    "50 %",
    "\n",
    "warning: after\n",
  ]);
});

it("leaves log lines alone where the progress is plain lines", () => {
  const { line, written } = start(false);
  line.update("50 %");
  line.around(() => written.push("log\n"));
  expect(written).toEqual(["50 %\n", "log\n"]);
});
