import type { ProcessRequest } from "./process-exit.js";
import { createLineTail } from "./line-tail.js";
import { createLineSplitter } from "./split-lines.js";
import type { Child } from "./spawn-child.js";

export interface LineTee {
  /** The last lines of standard error. */
  readonly stderrTail: readonly string[];
  /** Hands on the unfinished last lines; throws what the listener threw, if it ever did. */
  end(): void;
}

/** Hands each line of a child's output to the listener of its request. */
export function teeLines(child: Child, request: Pick<ProcessRequest, "onLine">): LineTee {
  const tail = createLineTail();
  const thrown: unknown[] = [];
  const hand = (line: string, stream: "stdout" | "stderr"): void => {
    if (stream === "stderr") tail.add(line);
    if (thrown.length > 0) return;
    try {
      request.onLine?.(line, stream);
    } catch (error) {
      thrown.push(error);
    }
  };
  const stdout = createLineSplitter((line) => hand(line, "stdout"));
  const stderr = createLineSplitter((line) => hand(line, "stderr"));
  child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
  return {
    stderrTail: tail.lines,
    end: () => {
      stdout.end();
      stderr.end();
      if (thrown.length > 0) throw thrown[0];
    },
  };
}
