import type { Logger } from "@rigline/foundation/platform";
import type { ProgramCall } from "./program-call.js";

/** A metadata document of a long session has some megabytes. */
export const MOST_RESULT_BYTES = 16 * 1024 * 1024;
const LAST_LINES = 12;
const LONGEST = 1000;
/** Of a line that stands in the middle of a sentence. */
const LONGEST_IN_SENTENCE = 200;

type Stream = "stdout" | "stderr";

export interface ProgramOutput {
  /** Aborts, with the reason, when it printed more than a result can have. */
  readonly overflow: AbortSignal;
  readonly take: (bytes: Uint8Array, stream: Stream) => void;
  readonly line: (line: string, stream: Stream) => void;
  readonly block: (lines: string, stream: Stream) => void;
  /** Of standard output. */
  bytes(): Uint8Array;
  lastWords(): string;
  /** The last line of standard error, where it says something: a Python traceback ends with its reason. */
  lastError(): string | undefined;
}

/** Keeps what a program prints as far as it is needed, and logs the rest. */
export function createProgramOutput(
  { quiet = false, onLine }: Pick<ProgramCall, "quiet" | "onLine">,
  log: Logger,
): ProgramOutput {
  const overflow = new AbortController();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tails = { stdout: [] as string[], stderr: [] as string[] };
  const keep = (line: string, stream: Stream): string => {
    const clean = readable(line);
    const tail = tails[stream];
    if (clean.trim() !== "") tail.push(clean.length > LONGEST ? `${clean.slice(0, LONGEST)} …` : clean);
    if (tail.length > LAST_LINES) tail.shift();
    return clean;
  };
  const tell = (line: string, stream: Stream): void => {
    if (stream === "stderr") log.info(`stderr: ${line}`);
    else if (!quiet) log.info(line);
    if (stream === "stderr" || !quiet) onLine?.(line);
  };
  return {
    overflow: overflow.signal,
    take: (bytes, stream) => {
      if (stream === "stderr" || overflow.signal.aborted) return;
      size += bytes.length;
      if (size <= MOST_RESULT_BYTES) chunks.push(bytes);
      // Of a step that only talks nothing is kept, and it may talk as long as it likes.
      else if (quiet)
        overflow.abort(new Error(`it printed more than ${MOST_RESULT_BYTES / 1024 / 1024} MiB, and a result has less`));
      else chunks.length = 0;
    },
    line: (line, stream) => tell(keep(line, stream), stream),
    block: (lines, stream) => {
      for (const line of lines.split("\n").slice(-LAST_LINES)) keep(line, stream);
      tell(readable(lines), stream);
    },
    bytes: () => (size > MOST_RESULT_BYTES ? new Uint8Array() : Buffer.concat(chunks)),
    lastWords: () => (tails.stderr.length > 0 ? tails.stderr : tails.stdout).join("\n"),
    lastError: () => {
      const last = tails.stderr.at(-1)?.trim();
      return last === undefined || last.length > LONGEST_IN_SENTENCE ? undefined : last;
    },
  };
}

/** UTF-16 that was read as UTF-8 has zeros between its letters. */
function readable(line: string): string {
  return line.includes("\0") ? line.replaceAll("\0", "").replace(/^\uFFFD+/u, "") : line;
}
