import { once } from "node:events";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type Clock, systemClock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ProcessRequest } from "./process-exit.js";
import type { Child } from "./spawn-child.js";
import { createLineSplitter, type LineSplitter } from "./split-lines.js";

export interface LineTee {
  /** The last lines of standard error. */
  readonly stderrTail: readonly string[];
  /** Hands on the unfinished last lines; throws what the listener threw, if it ever did. */
  end(): void;
}

/** Hands each line of a child's output to the listener of its request, and whole blocks of lines where they come in a flood. */
export function teeLines(
  child: Child,
  request: Pick<ProcessRequest, "onOutput" | "onLine" | "onBlock">,
  clock: Pick<Clock, "monotonic"> = systemClock,
): LineTee {
  const tail = createLineTail();
  const gauge = request.onBlock === undefined ? undefined : createFloodGauge(clock);
  const thrown: unknown[] = [];
  const hand = (call: () => void): void => {
    if (thrown.length > 0) return;
    try {
      call();
    } catch (error) {
      mark("process: a listener that throws hears no more, and the program goes on");
      thrown.push(error);
    }
  };
  const listen = (stream: "stdout" | "stderr"): LineSplitter => {
    const splitter = createLineSplitter(
      (line) => {
        if (stream === "stderr") tail.add(line);
        hand(() => request.onLine?.(line, stream));
      },
      (lines) => {
        if (stream === "stderr") tail.addAll(lines);
        hand(() => request.onBlock?.(lines, stream));
      },
    );
    child[stream].on("data", (bytes: Buffer) => {
      hand(() => request.onOutput?.(bytes, stream));
      if (gauge?.isFlood(bytes.length) === true) splitter.pushBlock(bytes);
      else splitter.push(bytes);
    });
    return splitter;
  };
  const splitters = [listen("stdout"), listen("stderr")];
  return {
    stderrTail: tail.lines,
    end: () => {
      for (const splitter of splitters) splitter.end();
      if (thrown.length > 0) throw thrown[0];
    },
  };
}

/** Keeps the last lines of a stream, each cut to a length that an error message can hold. */
export interface LineTail {
  add(line: string): void;
  /** Lines with LF between them, of which only the last ones are looked at. */
  addAll(lines: string): void;
  readonly lines: readonly string[];
}

const LINES = 20;
const LONGEST = 1000;

export function createLineTail(): LineTail {
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line);
    if (lines.length > LINES) lines.shift();
  };
  return {
    add,
    addAll: (block) => {
      let start = block.length;
      for (let count = 0; count < LINES && start > 0; count += 1) start = block.lastIndexOf("\n", start - 1);
      for (const line of block.slice(Math.max(0, start + 1)).split("\n")) add(line);
    },
    lines,
  };
}

/** More than a person reads or a screen shows: 1 MB a second, and twice as much at once. */
const BYTES_PER_SECOND = 1_000_000;
const AT_ONCE = 2_000_000;

export interface FloodGauge {
  /** Whether these bytes come faster than it is worth to look at each line. */
  isFlood(bytes: number): boolean;
}

/** Tells a flood of output from what programs print otherwise: a bucket that runs out at a fixed rate. */
export function createFloodGauge(clock: Pick<Clock, "monotonic">): FloodGauge {
  let filled = 0;
  let at = clock.monotonic();
  return {
    isFlood: (bytes) => {
      const now = clock.monotonic();
      filled = Math.max(0, filled - ((now - at) / 1000) * BYTES_PER_SECOND);
      at = now;
      if (filled + bytes > AT_ONCE) return true;
      filled += bytes;
      return false;
    },
  };
}

/** Output that was written before the exit is in the pipe already: it comes at once, or there is none. */
const QUIET_MS = 100;
const LONGEST_MS = 2000;

/**
 * Reads what an exited child has left in its pipes. A grandchild may keep them open, and writing, for hours: once they
 * are quiet, and in any case after two seconds, they are closed.
 */
export async function drainOutput(child: Child, clock: Clock): Promise<void> {
  const streams = [child.stdout, child.stderr];
  const ended = new AbortController();
  void Promise.all(streams.map(whenClosed)).then(() => ended.abort());
  const deadline = clock.monotonic() + LONGEST_MS;
  for (let seen = -1; seen !== bytesRead(child) && clock.monotonic() < deadline;) {
    seen = bytesRead(child);
    if (await endsWithin(QUIET_MS, ended.signal, clock)) break;
  }
  if (!ended.signal.aborted) mark("process: pipes that a grandchild keeps open are closed");
  for (const stream of streams) stream.destroy();
}

async function endsWithin(milliseconds: number, ended: AbortSignal, clock: Clock): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, ended);
  } catch {
    return true;
  }
  // A timer alone may fire late and before the output is read, when something has blocked the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  return false;
}

async function whenClosed(stream: Readable): Promise<void> {
  if (!stream.closed) await once(stream, "close");
}

/** Both are sockets underneath, which count. */
function bytesRead({ stdout, stderr }: Child): number {
  return (stdout as Socket).bytesRead + (stderr as Socket).bytesRead;
}
