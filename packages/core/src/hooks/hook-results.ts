import type { RiglineError } from "@rigline/foundation/errors";
import type { HookType } from "./hook-kinds.js";

/** What one plugin answered. */
export interface PluginAnswer<Answer> {
  readonly plugin: string;
  readonly answer: Answer;
}

/** What became of a `settle` hook: whoever runs it decides what an error means. Both lists are in handler order. */
export interface SettleResult<Answer> {
  /** Answers that are not undefined. */
  readonly answers: readonly PluginAnswer<Answer>[];
  /** HOOK_FAILED, HOOK_TIMED_OUT and HOOK_ABORTED, each with its plugin and hook in `where`. */
  readonly errors: readonly RiglineError[];
}

export type PayloadOf<Type> = Type extends HookType<infer _Kind, infer Payload, infer _Answer> ? Payload : never;

type Given<Answer> = Exclude<Answer, undefined | void>;

/** What `run` resolves to, by the hook's kind. */
export type HookResult<Type> =
  Type extends HookType<infer Kind, infer Payload, infer Answer>
    ? {
        series: void;
        settle: SettleResult<Given<Answer>>;
        bail: PluginAnswer<Given<Answer>> | undefined;
        waterfall: Payload;
      }[Kind]
    : never;

export interface HookRunOptions<Type> {
  /** Aborts the handlers' signals. Handlers that are running get five seconds to end, no other one of a serial hook is started. */
  readonly signal?: AbortSignal;
  /** Runs the handlers of these plugins only. */
  readonly only?: (plugin: string) => boolean;
  /** The payload as this plugin is to see it; the same for all when absent. Not for waterfalls. */
  readonly payloadFor?: (plugin: string) => PayloadOf<Type>;
  /** Throws when an answer can't be taken; the error then names the plugin. Not called for undefined. */
  readonly check?: (answer: unknown, plugin: string) => void;
}
