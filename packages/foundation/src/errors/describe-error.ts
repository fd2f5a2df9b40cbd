import type { AdviceBlanks } from "./advice.js";
import { messageOf, whyOf } from "./render-error.js";
import { adviceOf, codesOf, type ErrorPlace, RiglineError } from "./rigline-error.js";

/** An error as plain data: for `--json`, the report and whatever else outlives the error itself. */
export interface DescribedError {
  /** Stable; INTERNAL for a mistake of Rigline's own. */
  readonly code: string;
  /** The code of the coded error that this one wraps, where there is one: what failed within the hook. */
  readonly inner?: string;
  /** What failed, one sentence. */
  readonly message: string;
  /** Plugin, hook, runner, file, line, column, path: what of it is known. */
  readonly where: ErrorPlace;
  /** The reason; absent where the message says it. */
  readonly why?: string;
  /** What to do, one sentence. */
  readonly todo: string;
}

/** `blanks`: what is known of the session that failed. */
export function describeError(error: unknown, blanks: Partial<AdviceBlanks> = {}): DescribedError {
  if (!(error instanceof RiglineError)) {
    const todo = "Run the same command with --verbose and report what it prints.";
    return { code: "INTERNAL", message: messageOf(error), where: {}, todo };
  }
  const [code = error.code, inner] = codesOf(error);
  const { message, where } = error;
  const why = whyOf(error);
  return {
    code,
    ...(inner === undefined ? {} : { inner }),
    message,
    where,
    ...(why === undefined ? {} : { why }),
    todo: adviceOf(error, blanks),
  };
}
