import { systemClock, type Clock } from "@rigline/foundation/platform";
import { createFloodGauge } from "./flood-gauge.js";
import type { ProcessRequest } from "./process-exit.js";
import { createLineTail } from "./line-tail.js";
import { createLineSplitter, type LineSplitter } from "./split-lines.js";
import type { Child } from "./spawn-child.js";

export interface LineTee {
  /** The last lines of standard error. */
  readonly stderrTail: readonly string[];
  /** Hands on the unfinished last lines; throws what the listener threw, if it ever did. */
  end(): void;
}

/** Hands each line of a child's output to the listener of its request, and whole blocks of lines where they come in a flood. */
export function teeLines(
  child: Child,
  request: Pick<ProcessRequest, "onLine" | "onBlock">,
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
