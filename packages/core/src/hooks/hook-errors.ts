import { defineErrors, RiglineError, type ErrorPlace, messageOf, type ExitName } from "@rigline/foundation/errors";
import { formatDuration } from "@rigline/foundation/quantities";
import { placeInStack } from "../modules/place-in-stack.js";

export const hookError = defineErrors({
  HOOK_FAILED: {
    exit: "plugin",
    meaning: "A plugin's handler of a lifecycle hook threw, rejected or answered with something the hook can't take.",
    todo: "Fix the named plugin, or set `enabled: false` on it in the config.",
  },
  HOOK_TIMED_OUT: {
    exit: "plugin",
    meaning: "A plugin's handler did not settle within its time, or the hook's. Its signal was aborted.",
    todo: "Give the hook more time under `hook_timeouts` in the config, or fix the named plugin: it must end when its signal aborts.",
  },
  HOOK_ABORTED: {
    exit: "aborted",
    meaning: "The session was aborted while a hook was running.",
    todo: "Nothing: this is what was asked for.",
  },
  HOOK_ORDER_CYCLE: {
    exit: "plugin",
    meaning: "The order that plugins ask for contradicts itself.",
    todo: "Take back one of the `order`, `before` or `after` that the message lists.",
  },
  HOOK_LATE_REGISTRATION: {
    exit: "plugin",
    meaning: "A plugin was registered after the hooks were frozen.",
    todo: "Name the plugin in the config's `plugins`, so that it is registered before the launcher starts.",
  },
  HOOK_PLUGIN_TWICE: {
    exit: "plugin",
    meaning: "Two plugins of the same name were registered.",
    todo: "Remove one of them from the config, or rename it.",
  },
  HOOK_UNKNOWN: {
    exit: "plugin",
    meaning: "A hook was named that does not exist.",
    todo: "Use one of the names that the message lists.",
  },
  HOOK_NOT_FROZEN: {
    exit: "internal",
    meaning: "A hook was run before the registry was frozen.",
    todo: "Call `freeze()` once every plugin is registered, then `run()`.",
  },
});

/** A call of a handler, as far as an error names it. */
export interface NamedCall {
  readonly run: { readonly hook: string };
  readonly handler: { readonly plugin: string; readonly timeoutMs: number };
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

/** V8's words for a write to a frozen object. */
const FROZEN_WRITE = /read only property|object is not extensible|Cannot delete property|Cannot (re)?define property/;

/** Whoever ran the command left an answer out, or ended a question: no plugin is to blame. */
const OF_THE_PERSON: readonly ExitName[] = ["usage", "aborted"];

/** HOOK_FAILED for whatever a handler threw, errors or not. */
export function describeFailure(
  { plugin, file }: { readonly plugin: string; readonly file: string | undefined },
  hook: string,
  thrown: unknown,
): RiglineError {
  const wroteToPayload = thrown instanceof TypeError && FROZEN_WRITE.test(thrown.message);
  return hookError("HOOK_FAILED", {
    what: `Plugin "${plugin}" failed in ${hook}: ${messageOf(thrown)}`,
    where: { ...placeOf(thrown, file), plugin, hook },
    ...(wroteToPayload ? { why: "A hook's payload is read-only data, and the handler wrote to it." } : {}),
    ...(wroteToPayload
      ? { todo: "Change a copy: `structuredClone(payload)`, or `{ ...config, key }` returned from configResolved." }
      : {}),
    ...(thrown instanceof RiglineError ? { todo: thrown.advice ?? thrown.todo } : {}),
    ...(isOfThePerson(thrown) ? { exit: thrown.exit } : {}),
    cause: thrown,
  });
}

/** A coded error says its own place; else the line of the plugin's file from which it came. */
function placeOf(thrown: unknown, file: string | undefined): ErrorPlace {
  const own = thrown instanceof RiglineError ? thrown.where : {};
  if (file === undefined || own.file !== undefined || isOfThePerson(thrown)) return own;
  const place = placeInStack(thrown, file);
  return place.line === undefined ? own : { ...own, file, ...place };
}

export function isOfThePerson(thrown: unknown): thrown is RiglineError {
  return thrown instanceof RiglineError && OF_THE_PERSON.includes(thrown.exit);
}
