import { messageOf, renderError, RiglineError, whyOf, type RenderOptions } from "../errors/index.js";

/** An error as `--json` prints it, beside the exit code. */
export interface DescribedError {
  /** Stable; INTERNAL for a mistake of Rigline's own. */
  readonly code: string;
  readonly message: string;
  /** Plugin, hook, runner, file, line, column, path: what of it is known. */
  readonly where: object;
  /** Absent where the message says it. */
  readonly why?: string;
  readonly todo: string;
}

export function describeError(error: unknown): DescribedError {
  if (!(error instanceof RiglineError)) {
    const todo = "Run the same command with --verbose and report what it prints.";
    return { code: "INTERNAL", message: messageOf(error), where: {}, todo };
  }
  const { code, message, where, todo } = error;
  const why = whyOf(error);
  return { code, message, where, ...(why === undefined ? {} : { why }), todo };
}

/** That a person has stopped the command is told, and is no error. */
export function renderAbort(error: RiglineError, options: RenderOptions): string {
  const [, ...rest] = renderError(error, options).split("\n");
  return [`stopped: ${error.message} (${error.code})`, ...rest].join("\n");
}
