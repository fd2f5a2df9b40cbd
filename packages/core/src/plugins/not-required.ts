import { isThenable, messageOf, RiglineError } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import { describeFailure, hookError, isOfThePerson } from "../hooks/hook-errors.js";
import type { HookContext } from "../hooks/hook-kinds.js";
import { checkConfig, checkFindings, checkVeto } from "../lifecycle/hook-answers.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Plugin } from "./plugin.js";
import { pluginError } from "./plugin-errors.js";

/** How a plugin whose entry in the config says `required: false` is let fail. */
export interface Leniency {
  readonly clock: Pick<Clock, "after">;
  /** How long handlers of a hook may take, in milliseconds. */
  readonly limitMs: (hook: string) => number;
  /** Told of each failure, as PLUGIN_DONE_WITHOUT. */
  readonly tell: (error: RiglineError) => void;
  /** Told when `setup` or `ready` has failed: from then on nothing of the plugin is called but what closes. */
  readonly giveUp: (plugin: string) => void;
  readonly isGivenUp: (plugin: string) => boolean;
}

type Handler = (payload: unknown, context: HookContext) => unknown;
type Written = Handler | { readonly handler: Handler; readonly timeoutMs?: number };

/** Whatever a handler answers is taken or not before it counts as the plugin's failure. */
const CHECKS: Readonly<Record<string, (answer: unknown) => void>> = {
  configResolved: checkConfig,
  preflight: checkFindings,
  beforeSession: checkVeto,
};

export function isRequired({
  entry,
}: {
  readonly entry?: { readonly required?: boolean | undefined } | undefined;
}): boolean {
  return entry?.required !== false;
}

/** An error that the session goes on in spite of, and that the report tells; the exit code stays 0. */
export function doneWithout(plugin: string, thrown: unknown): RiglineError {
  const error = thrown instanceof RiglineError ? thrown : undefined;
  return pluginError("PLUGIN_DONE_WITHOUT", {
    what: `${messageOf(thrown).replace(/\.$/, "")}; ${plugin} is not required, so it is done without`,
    where: { ...error?.where, plugin: error?.where.plugin ?? plugin },
    ...(error?.why === undefined ? {} : { why: error.why }),
    ...(error?.todo === undefined ? {} : { todo: error.todo }),
    cause: thrown,
  });
}

/**
 * The plugin's handlers, so that none of them fails its hook: what one throws, and what it takes more than half of the hook's
 * time for (others have theirs in the same), is told and done without. Ctrl+C is nobody's failure and passes.
 */
export function letFail(
  { name }: Plugin,
  file: string | undefined,
  hooks: Readonly<Record<string, unknown>>,
  leniency: Leniency,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(hooks).flatMap(([hook, written]) =>
      written === undefined ? [] : [[hook, wrap(hook, written as Written)]],
    ),
  );

  function wrap(hook: string, written: Written): Written {
    if (typeof written === "function") return tolerant(hook, written, Infinity);
    const { timeoutMs = Infinity, ...placed } = written;
    return { ...placed, handler: tolerant(hook, written.handler, timeoutMs) };
  }

  function tolerant(hook: string, handle: Handler, ownMs: number): Handler {
    const limitMs = Math.min(ownMs, leniency.limitMs(hook) / 2);
    return (payload, context) => {
      if (leniency.isGivenUp(name) && hook !== "teardown") return undefined;
      const ending = new AbortController();
      const signal = AbortSignal.any([context.signal, ending.signal]);
      const accept = (answer: unknown): unknown => {
        if (answer !== undefined) CHECKS[hook]?.(answer);
        return answer;
      };
      const fail = (thrown: unknown): Finding | undefined => {
        if (isOfThePerson(thrown) || context.signal.aborted) throw thrown;
        return tell(hook, thrown);
      };
      try {
        const answer = handle(payload, withSignal(context, signal));
        return isThenable(answer) ? inTime(hook, answer, limitMs, ending).then(accept).catch(fail) : accept(answer);
      } catch (thrown) {
        return fail(thrown);
      }
    };
  }

  function inTime(
    hook: string,
    answer: PromiseLike<unknown>,
    limitMs: number,
    ending: AbortController,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = leniency.clock.after(limitMs, () => {
        const late = hookError("HOOK_TIMED_OUT", {
          what: `Plugin "${name}" did not finish ${hook} within ${limitMs / 1000} s`,
          where: { plugin: name, hook },
        });
        ending.abort(late);
        reject(late);
      });
      const settle =
        <Value>(end: (value: Value) => void) =>
        (value: Value): void => {
          cancel();
          end(value);
        };
      answer.then(settle(resolve), settle(reject));
    });
  }

  /** In a preflight it is a finding, which is told where findings are. */
  function tell(hook: string, thrown: unknown): Finding | undefined {
    const isTold = thrown instanceof RiglineError && thrown.code === "HOOK_TIMED_OUT";
    const error = doneWithout(name, isTold ? thrown : describeFailure({ plugin: name, file }, hook, thrown));
    if (hook === "setup" || hook === "ready") leniency.giveUp(name);
    if (hook === "preflight") return { level: "warning", subject: name, message: error.message, todo: error.todo };
    leniency.tell(error);
    return undefined;
  }
}

/** The same context with another signal; its own is a getter that can't be written over. */
function withSignal(context: HookContext, signal: AbortSignal): HookContext {
  const { log, plugin, options, services, needs, offers, extends: points, defer } = context;
  return { signal, log, plugin, options, services, needs, offers, extends: points, defer };
}
