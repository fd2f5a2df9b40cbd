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
}

export interface ProcessRequest {
  /** Program and arguments; never a shell string. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  /** The whole environment of the child. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** From the abort or timeout to the kill of the whole process tree. */
  readonly graceMs: number;
  /** Called for each whole line, without its line break. */
  onLine?(line: string, stream: "stdout" | "stderr"): void;
}

/** Behind a port, so that tests of what uses it need no process. */
export interface ProcessRunner {
  run(request: ProcessRequest): Promise<ProcessExit>;
}
