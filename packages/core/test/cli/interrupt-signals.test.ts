import { expect, test } from "vitest";
import { listenForInterrupts, type InterruptSignals } from "../../src/cli/interrupt-signals.js";
import type { CommandIo } from "../../src/cli/command-io.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

function listen(): {
  signals: InterruptSignals;
  said: string[];
  interrupt: (signal?: string) => void;
  openSession: () => void;
  endExperiment: () => void;
  listening: () => boolean;
} {
  let callback: ((signal: string) => void) | undefined;
  const io = {
    onInterrupt: (given: (signal: string) => void) => {
      callback = given;
      return () => {
        callback = undefined;
      };
    },
  } as unknown as CommandIo;
  const said: string[] = [];
  const signals = listenForInterrupts(io, (text) => void said.push(text));
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  signals.watch(events);
  return {
    signals,
    said,
    interrupt: (signal = "SIGINT") => callback?.(signal),
    endExperiment: () => events.emit("state.changed", { from: "session", to: "experimentEnded" }),
    openSession: () => events.emit("session.opened", { session: {} as never }),
    listening: () => callback !== undefined,
  };
}

function aborted({ session, handOff, questions }: InterruptSignals): object {
  return { session: session.aborted, handOff: handOff.aborted, questions: questions.aborted };
}

test("before there is a session, the first ends what runs and any question; there is nothing to hand off", () => {
  const { signals, said, interrupt } = listen();
  interrupt();
  expect(aborted(signals)).toEqual({ session: true, handOff: false, questions: true });
  expect(said).toEqual(["stopping: no session has been opened"]);
  interrupt();
  expect(aborted(signals)).toEqual({ session: true, handOff: false, questions: true });
  expect(said).toHaveLength(1);
});

test("in a session, the first ends the experiment alone, the second the hand-off and its questions, a third nothing", () => {
  const { signals, said, interrupt, openSession } = listen();
  openSession();
  interrupt("SIGTERM");
  expect(aborted(signals)).toEqual({ session: true, handOff: false, questions: false });
  expect(signals.session.reason).toEqual(new Error("interrupted by SIGTERM (a request to end)"));
  expect(signals.nextWaiting.aborted).toBe(false);
  interrupt();
  expect(aborted(signals)).toEqual({ session: true, handOff: true, questions: true });
  interrupt();
  expect(said).toEqual([
    expect.stringMatching(/^aborting: .*will be handed off.*again/),
    expect.stringMatching(/^stopping the hand-off.*`rigline resume`/),
  ]);
});

test("once the experiment is over, the first ends the looking on, and the second the steps of the hand-off", () => {
  const { signals, said, interrupt, openSession, endExperiment } = listen();
  openSession();
  endExperiment();
  interrupt();
  expect(said).toEqual([
    "the experiment is over, its data is being handed off and is not waited for (press Ctrl+C again to stop that)",
  ]);
  expect(signals.nextWaiting.aborted).toBe(true);
  expect(aborted(signals)).toEqual({ session: true, handOff: false, questions: false });
  interrupt();
  expect(aborted(signals)).toEqual({ session: true, handOff: true, questions: true });
});

test("one that came as the session was being opened does not count twice", () => {
  const { signals, interrupt, openSession } = listen();
  interrupt();
  openSession();
  expect(signals.handOff.aborted).toBe(false);
  interrupt();
  expect(signals.handOff.aborted).toBe(true);
});

test("it stops listening", () => {
  const { signals, listening } = listen();
  expect(listening()).toBe(true);
  signals.stop();
  expect(listening()).toBe(false);
});

test.each([
  ["SIGINT", "interrupted by SIGINT (Ctrl+C)"],
  ["SIGHUP", "interrupted by SIGHUP (the window was closed)"],
  ["SIGBREAK", "interrupted by SIGBREAK (Ctrl+Break)"],
  ["SIGUSR1", "interrupted by SIGUSR1"],
])("%s is told by what the person has done", (signal, reason) => {
  const { signals, interrupt } = listen();
  interrupt(signal);
  expect(signals.session.reason).toEqual(new Error(reason));
});

test("where the process is the command's own, the third ends it, with the code of an abort; each is heard", () => {
  let callback: ((signal: string) => void) | undefined;
  const ended: number[] = [];
  const said: string[] = [];
  let heard = 0;
  listenForInterrupts(
    {
      onInterrupt: (given) => {
        callback = given;
        return () => undefined;
      },
      end: (code) => void ended.push(code),
    },
    (text) => void said.push(text),
    () => (heard += 1),
  );
  for (const signal of ["SIGINT", "SIGINT"]) callback?.(signal);
  expect(ended).toEqual([]);
  callback?.("SIGTERM");
  expect(ended).toEqual([130]);
  expect(said.at(-1)).toBe("ending at once: `rigline resume` finishes what is left");
  // Of the three, those that the watching thread hears too.
  expect(heard).toBe(2);
});
