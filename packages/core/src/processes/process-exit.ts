import type { ProcessIdentity } from "./process-identity.js";

/** How a child process ended: data, not an exception. */
export interface ProcessExit {
  readonly reason: "exit" | "signal" | "timeout" | "cancelled" | "not-found" | "failed-to-start";
  /** The exit code, where there is one. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly milliseconds: number;
  /** The last lines of its standard error, for the error message. */
  readonly stderrTail: readonly string[];
  /** One sentence for people: `exited with code 3`, `was ended by SIGKILL`, `could not be found: bonsai.exe`. */
  readonly summary: string;
  /** True when processes that it started still ran when it had ended by itself, and after `lingerMs`. */
  readonly leftRunning?: boolean;
  /** Which, a word or two for each: `ffmpeg (pid 4711)`. */
  readonly left?: readonly string[];
}

export interface ProcessRequest {
  /** Program and arguments; never a shell string. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  /** The whole environment of the child. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Written to the child's standard input, which is then closed; `""` gives an empty one. When absent, standard input
   * stays open and empty until abort or timeout: closing it is how a program on Windows can be told to end.
   */
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** No timeout when absent. */
  readonly timeoutMs?: number;
  /** From the abort or timeout to the kill of the whole process tree. */
  readonly graceMs: number;
  /**
   * When the program has ended by itself, so long at most it is waited for what it has started and left behind. Without it
   * nobody waits, and on Windows, where that takes a second, nobody looks.
   */
  readonly lingerMs?: number;
  /** Called once, when there is something to wait for; a word or two for each. */
  onLinger?(left: readonly string[]): void;
  /** Called once the program runs, before any of its lines. The identity is undefined where the system does not tell it. */
  onStart?(pid: number, identity: Promise<ProcessIdentity | undefined>): void;
  /** Called with the bytes as they come, before they are lines; what it throws is as what onLine throws. */
  onOutput?(bytes: Uint8Array, stream: "stdout" | "stderr"): void;
  /**
   * Called for each whole line, without its line break; a line of more than 65,536 characters comes in pieces. When it
   * throws, it is not called again, the child is left to finish, and `run` rejects with what it threw.
   */
  onLine?(line: string, stream: "stdout" | "stderr"): void;
  /**
   * Called instead with many whole lines at once, LF between them, while output comes faster than some megabytes a second:
   * a program must not be slowed by whoever looks at each of its lines. When absent, onLine is called for these too.
   */
  onBlock?(lines: string, stream: "stdout" | "stderr"): void;
}

/** Behind a port, so that tests of what uses it need no process. */
export interface ProcessRunner {
  /** Runs a program to its end. Resolves however it ended; the child and its tree are gone then, unless `leftRunning`. */
  run(request: ProcessRequest): Promise<ProcessExit>;
}
