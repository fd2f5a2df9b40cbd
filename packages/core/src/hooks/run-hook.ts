import { messageOf, type RiglineError } from "@rigline/foundation/errors";
import type { HookEntry, RegisteredHandler } from "./hook-entries.js";
import type { SettleResult } from "./hook-kinds.js";
import { HookRun, type HookTools } from "./hook-run.js";
import { runSerial, settleOneByOne, settleTogether } from "./run-handlers.js";

/** `HookRunOptions` with the types of one hook taken off. */
export interface AnyRunOptions {
  readonly signal?: AbortSignal;
  readonly only?: (plugin: string) => boolean;
  readonly payloadFor?: (plugin: string) => unknown;
  readonly check?: (answer: unknown, plugin: string) => void;
}

/** Runs one hook by its kind, with its time, signal and events around it. */
export function runHook(
  { name, kind, timeoutMs, reverse, closes, handlers }: HookEntry,
  tools: HookTools,
  payload: unknown,
  { signal, only, payloadFor, check }: AnyRunOptions,
): Promise<unknown> {
  const chosen = only === undefined ? handlers : chooseHandlers(handlers, only, closes);
  const oneByOne = kind === "settle" && reverse !== false;
  const run = new HookRun(name, tools, oneByOne ? Infinity : timeoutMs, signal);
  const end = begin(run, chosen);
  return new Promise((resolve, reject) => {
    const fail = (error: RiglineError): void => {
      run.stopped ??= error;
      end(messageOf(error));
      reject(error);
    };
    const eachMs = oneByOne ? timeoutMs : Infinity;
    const dispatch = { run, kind, handlers: chosen, payload, payloadFor, check, eachMs, closes, fail };
    const running =
      kind !== "settle" ? runSerial(dispatch) : oneByOne ? settleOneByOne(dispatch) : settleTogether(dispatch);
    running.then((result) => {
      end(kind === "settle" ? summarize(result as SettleResult<unknown>) : undefined);
      return resolve(result);
    }, fail);
  });
}

/** In a hook that closes, a plugin that is not called may have deferred something all the same. */
function chooseHandlers(
  handlers: readonly RegisteredHandler[],
  only: (plugin: string) => boolean,
  closes: boolean,
): readonly RegisteredHandler[] {
  if (!closes) return handlers.filter(({ plugin }) => only(plugin));
  return handlers.map((handler) => (only(handler.plugin) ? handler : { ...handler, silent: true }));
}

/** Tells that the hook has started; the function that it returns tells once how it ended. */
function begin(run: HookRun, handlers: readonly RegisteredHandler[]): (error?: string) => void {
  const { events, clock } = run.tools;
  if (!run.traced) return () => run.disarm();
  events.emit("hook.started", { hook: run.hook, handlers: handlers.filter(({ silent }) => !silent).length });
  const startedAt = clock.monotonic();
  let ended = false;
  return (error) => {
    run.disarm();
    if (ended) return;
    ended = true;
    const settled = { hook: run.hook, milliseconds: clock.monotonic() - startedAt };
    events.emit("hook.settled", error === undefined ? settled : { ...settled, error });
  };
}

function summarize({ errors }: SettleResult<unknown>): string | undefined {
  return errors.length === 0 ? undefined : errors.map((error) => error.message).join("; ");
}
