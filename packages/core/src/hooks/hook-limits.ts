import { formatDuration } from "@rigline/foundation/quantities";
import type { RiglineError } from "@rigline/foundation/errors";
import { hookError } from "./hook-errors.js";
import type { RegisteredHandler } from "./registered-handler.js";

/** A call of a handler, as far as an error names it. */
export interface NamedCall {
  readonly run: { readonly hook: string };
  readonly handler: Pick<RegisteredHandler, "plugin" | "timeoutMs">;
}

/** After an abort, running handlers are given up on when they have not ended in so many milliseconds. */
export const ABORT_GRACE_MS = 5_000;

export function timedOutCall({ run, handler }: NamedCall, milliseconds: number, whose: string): RiglineError {
  // The config has a say in the hook's time only.
  const setByPlugin = handler.timeoutMs === milliseconds;
  return hookError("HOOK_TIMED_OUT", {
    what: `Plugin "${handler.plugin}" did not finish ${run.hook} within ${formatDuration(milliseconds)}`,
    where: { plugin: handler.plugin, hook: run.hook },
    why: `That is ${whose}. The handler's signal was aborted; what it still does is no longer waited for.`,
    ...(setByPlugin
      ? { todo: "Fix the named plugin: it must end when its signal aborts, or give its handler a longer `timeoutMs`." }
      : {}),
  });
}

export function abortedRun(hook: string, reason: unknown): RiglineError {
  return hookError("HOOK_ABORTED", { what: `The session was aborted during ${hook}`, where: { hook }, cause: reason });
}

/** The handler ended because its signal was aborted: that is no failure of the plugin. */
export function abortedCall({ run, handler }: NamedCall, cause: unknown): RiglineError {
  return hookError("HOOK_ABORTED", {
    what: `The session was aborted during ${run.hook}`,
    where: { plugin: handler.plugin, hook: run.hook },
    cause,
  });
}

/** The handler did not end although its signal was aborted. */
export function ignoredAbort({ run, handler }: NamedCall): RiglineError {
  return hookError("HOOK_ABORTED", {
    what: `The session was aborted during ${run.hook}; plugin "${handler.plugin}" did not end within ${formatDuration(ABORT_GRACE_MS)} of it`,
    where: { plugin: handler.plugin, hook: run.hook },
  });
}
