import type { ProcessExit, ProcessRunner } from "@rigline/core";

/** What a program is run with; `needs` of a plugin that runs one. */
export interface ProgramPorts {
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProgramRequest {
  readonly command: readonly [string, ...string[]];
  /** Absolute. */
  readonly directory: string;
  /** Beside the rig's own variables. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface ProgramEnd {
  readonly exit: ProcessExit;
  readonly ok: boolean;
  /** All that it printed on its standard output. */
  readonly output: string;
  /** Why it did not end well, one phrase, with the last line that it said; empty when it did. */
  readonly why: string;
}

const GRACE_MS = 2000;
const TIMEOUT_MS = 30_000;

/** Runs a program that answers and ends, such as git; for 30 s at most when no time is given. */
export async function askProgram(ports: ProgramPorts, request: ProgramRequest): Promise<ProgramEnd> {
  const { command, directory, environment = {}, signal, timeoutMs = TIMEOUT_MS } = request;
  const chunks: Uint8Array[] = [];
  const exit = await ports.processes.run({
    command,
    directory,
    environment: { ...ports.environment, ...environment },
    input: "",
    ...(signal === undefined ? {} : { signal }),
    timeoutMs,
    graceMs: GRACE_MS,
    onOutput: (bytes, stream) => {
      // The runner may use its buffer again.
      if (stream === "stdout") chunks.push(Uint8Array.from(bytes));
    },
  });
  const ok = exit.reason === "exit" && exit.code === 0;
  const said = exit.stderrTail.findLast((line) => line.trim() !== "");
  const why = ok ? "" : `${command[0]} ${exit.summary}${said === undefined ? "" : `: ${said.trim()}`}`;
  return { exit, ok, output: Buffer.concat(chunks).toString("utf8"), why };
}
