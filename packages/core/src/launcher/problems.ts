import { describeError, inSession, messageOf, RiglineError, uncodedStackOf } from "@rigline/foundation/errors";
import type { Logger } from "@rigline/foundation/platform";
import { doneWithout } from "../plugins/not-required.js";
import type { SessionProblem } from "../report/session-report.js";

/** Failures outside the runners, for the log, the report and the exit code. */
export interface Problems {
  readonly all: readonly SessionProblem[];
  /** Logged and kept once: a full disk fails every write alike. */
  add(thrown: unknown): void;
  /** Kept alone: whoever found it has logged it. */
  keep(thrown: unknown): void;
}

/** `session`: the name of the one that is open, which what to do is then about. */
export function createProblems(
  log: Pick<Logger, "error" | "info">,
  session: () => string | undefined = () => undefined,
): Problems {
  const all: SessionProblem[] = [];
  const keep = (thrown: unknown): boolean => {
    const exit = thrown instanceof RiglineError ? thrown.exit : "internal";
    const name = session();
    const problem = { ...describeError(thrown, name === undefined ? {} : inSession(name)), exit };
    if (all.some((known) => known.message === problem.message)) return false;
    all.push(problem);
    return true;
  };
  return {
    all,
    keep: (thrown) => void keep(thrown),
    add: (thrown) => {
      if (!keep(thrown)) return;
      log.error(describe(thrown));
      // For launcher.log alone: whoever mends a plugin needs the line, and nobody at the rig does.
      const stack = uncodedStackOf(thrown);
      if (stack !== undefined) log.info(stack);
    },
  };
}

interface Stray {
  readonly host: { isRequired(plugin: string): boolean };
  readonly problems: Problems;
  readonly log: Pick<Logger, "warning">;
}

/** Of a plugin that is not required, what goes wrong beside its calls does not count. */
export function keepStray({ host, problems, log }: Stray, error: RiglineError): void {
  const { plugin } = error.where;
  if (plugin === undefined || host.isRequired(plugin)) return problems.add(error);
  const told = doneWithout(plugin, error);
  log.warning(told.message);
  problems.keep(told);
}

/** Who left an answer out is told here how to give it: this is the one place at which they read of it. */
function describe(thrown: unknown): string {
  const message = messageOf(thrown);
  return thrown instanceof RiglineError && thrown.exit === "usage" ? `${message}: ${thrown.todo}` : message;
}
