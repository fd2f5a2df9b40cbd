/** A program of ours that has ended. */
export interface CommandEnd {
  readonly exitCode: number;
  /** What it printed on standard output, where nobody heard the lines. */
  readonly output: string;
  readonly errors: string;
}

export interface CommandListener {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Each line of standard output; absent: all of it is in `output`. */
  readonly onLine?: (line: string) => void;
  /** What it says of its progress, on standard error. */
  readonly onProgress?: (text: string) => void;
}

/** Runs a script by Node, behind a port: the page does nothing but by the commands that a person types. Rejects when it can't be started. */
export type StartCommand = (command: readonly string[], listener?: CommandListener) => Promise<CommandEnd>;
