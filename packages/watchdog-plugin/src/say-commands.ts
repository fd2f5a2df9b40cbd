import { adviceOf, inSession, RiglineError } from "@rigline/foundation/errors";

export interface Commands {
  /** The session's name. */
  readonly session: string;
  /** What starts a daemon by hand. */
  readonly watch: string;
}

/** A coded error of the hand-off whose advice has its commands in full; anything else as it is. */
export function sayCommands(error: unknown, { session, watch }: Commands): unknown {
  if (!(error instanceof RiglineError)) return error;
  const { code, exit, message: what, where, why, cause, stack } = error;
  const todo = adviceOf(error, { ...inSession(session), watch: `\`${watch}\`` });
  if (todo === error.todo) return error;
  const details = { what, where, ...(why === undefined ? {} : { why }), ...(cause === undefined ? {} : { cause }) };
  const said = new RiglineError(code, { exit, meaning: what, todo }, details);
  return stack === undefined ? said : Object.assign(said, { stack });
}
