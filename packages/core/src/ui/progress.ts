import { stripVTControlCharacters } from "node:util";
import { escapeControl } from "@rigline/foundation/redaction";
import type { Clock } from "@rigline/foundation/platform";
import { cutToWidth } from "./cut-to-width.js";

export interface ProgressLine {
  /** Shows a new text; of many in quick succession, the last one of each interval is seen. */
  update(text: string): void;
  /** Shows the last text and leaves it standing, or takes the line away. */
  finish(options?: { readonly keep?: boolean }): void;
  /** Writes something else to the same terminal, with the line out of the way. For log sinks. */
  readonly around: (write: () => void) => void;
}

export interface ProgressLineOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number };
  readonly isTerminal: boolean;
  readonly clock: Clock;
}

const TERMINAL_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 2000;
const CLEAR_LINE = "\r\u001B[2K";

/** Tells how far something is: one line rewritten in place at a terminal, elsewhere a plain line now and then. */
export function createProgressLine({ stream, isTerminal, clock }: ProgressLineOptions): ProgressLine {
  const columns = (): number => (stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns) - 1;
  const interval = isTerminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS;
  /** As it came: of a flood, only what is shown is worth the work. */
  let latest = "";
  let shown = "";
  let writtenAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;

  const write = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    const text = toOneLine(latest);
    if (text === shown) return;
    writtenAt = clock.monotonic();
    stream.write(isTerminal ? CLEAR_LINE + cutToWidth(text, columns()) : `${text}\n`);
    shown = text;
  };

  return {
    update: (next) => {
      latest = next;
      // With a timer running, the text is shown when that is over.
      if (cancelTimer !== undefined) return;
      const wait = writtenAt + interval - clock.monotonic();
      if (wait <= 0) write();
      else cancelTimer = clock.after(wait, write);
    },
    finish: ({ keep = true } = {}) => {
      if (keep) write();
      cancelTimer?.();
      cancelTimer = undefined;
      if (isTerminal && shown !== "") stream.write(keep ? "\n" : CLEAR_LINE);
      latest = "";
      shown = "";
      writtenAt = Number.NEGATIVE_INFINITY;
    },
    around: (other) => {
      const hidden = isTerminal && shown !== "";
      if (hidden) stream.write(CLEAR_LINE);
      try {
        other();
      } finally {
        if (hidden) stream.write(cutToWidth(shown, columns()));
      }
    },
  };
}

/** No wider terminal is written to; what lies behind is not looked at. */
const LONGEST_LINE = 1000;

function toOneLine(text: string): string {
  const start = stripVTControlCharacters(text.slice(0, LONGEST_LINE)).replaceAll(/[\r\n\t]+/g, " ");
  return escapeControl(start).trim();
}
