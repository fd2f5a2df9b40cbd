import { adviceOf, inSession, RiglineError } from "@rigline/foundation/errors";
import { quoteArgument } from "@rigline/manifest";

/** The runner that hands a session off, as the report and the journal name it. */
export const RUNNER = "watchdog";

/** How a person looks at all jobs of a flag folder. */
export function statusCommand(configFile: string): string {
  return `rigline-watchdog status -c "${configFile}"`;
}

/** How a person starts a daemon for a flag folder. `program`: of an external service. */
export function watchCommand(configFile: string, program?: string): string {
  return `${program === undefined ? "rigline-watchdog" : quoteArgument(program)} -c "${configFile}"`;
}

interface Commands {
  /** The session's name. */
  readonly session: string;
  /** What starts a daemon by hand. */
  readonly watch: string;
  /** It is a script's: no launcher knows the session, and nobody resumes it but the script. */
  readonly isScript: boolean;
}

/** What a script does where a launcher would resume the session. */
const AGAIN = "run the script again";

/** A coded error of the hand-off whose advice has its commands in full; anything else as it is. */
export function sayCommands(error: unknown, { session, watch, isScript }: Commands): unknown {
  if (!(error instanceof RiglineError)) return error;
  const { code, exit, message: what, where, why, cause, stack } = error;
  const todo = adviceOf(error, {
    ...(isScript ? { again: AGAIN, resume: AGAIN } : inSession(session)),
    watch: `\`${watch}\``,
  });
  if (todo === error.todo) return error;
  const details = { what, where, ...(why === undefined ? {} : { why }), ...(cause === undefined ? {} : { cause }) };
  const said = new RiglineError(code, { exit, meaning: what, todo }, details);
  return stack === undefined ? said : Object.assign(said, { stack });
}
