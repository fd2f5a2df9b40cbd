import type { Services } from "../di/providers.js";
import type { Logger } from "@rigline/foundation/platform";
import type { RiglineError } from "@rigline/foundation/errors";

/**
 * - `series`: in order, the first error ends the hook.
 * - `settle`: all run, errors are gathered. Side by side, started in order; one after the other in a `reverse` hook.
 * - `bail`: in order, the first answer that is not undefined wins.
 * - `waterfall`: in order, each may return a changed payload for the next.
 */
export type HookKind = "series" | "settle" | "bail" | "waterfall";

export interface HookType<Kind extends HookKind, Payload, Answer> {
  readonly kind: Kind;
  readonly payload: Payload;
  readonly answer: Answer;
}
export type Series<Payload> = HookType<"series", Payload, void>;
export type Settle<Payload, Answer> = HookType<"settle", Payload, Answer>;
export type Bail<Payload, Answer> = HookType<"bail", Payload, Answer | undefined | void>;
export type Waterfall<Payload> = HookType<"waterfall", Payload, Payload | undefined | void>;

/** How each hook is run; the one value beside the type table. */
export type HookTable<Hooks> = {
  readonly [Name in keyof Hooks]: {
    readonly kind: Hooks[Name] extends HookType<infer Kind, infer _Payload, infer _Answer> ? Kind : never;
    /**
     * For the hook as a whole, in milliseconds; for each handler of a `settle` hook that runs one after the other, so that
     * one that hangs can't take the others' turn. `Infinity` is no limit.
     */
    readonly timeoutMs: number;
    /**
     * `true`: last registered runs first. The name of another hook: its final order, reversed, is what counts as
     * registration order here. Tiers and `before`/`after` hold as they are written. Handlers run one after the other.
     */
    readonly reverse?: boolean | (keyof Hooks & string);
    /** In a `reverse` hook that settles: behind each plugin's handler, or where it would be, what it deferred is closed. */
    readonly closes?: boolean;
  };
};

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- a table without any name
export type NoNames = Record<never, never>;

/** What a plugin is tied to, where it is tied to nothing. */
export interface NoTies {
  readonly needs: NoNames;
  readonly offers: NoNames;
  readonly extends: NoNames;
}

/** What a plugin's handlers and runners get, whatever they are called for. */
export interface SharedContext<Options = unknown> {
  /** Writes into launcher.log under the plugin's name: `log.info(…)`, `log.warning(…)`, `log.error(…)`. */
  readonly log: Logger;
  /** The plugin's own name. */
  readonly plugin: string;
  /** The plugin's options, validated. */
  readonly options: Options;
  /** Looks a service up by its token: `services.resolve(CLOCK)`. */
  readonly services: Services;
  /**
   * Has something closed at the end, whatever happens until then: behind the plugin's `teardown`, the last deferred first,
   * all of it, each within the time of `teardown`, also when a later step of the start fails. After the end it is closed at once.
   * `what` names it for `rigline plugins --held`: `preview server`.
   */
  readonly defer: (close: () => unknown, what?: string) => void;
}

export interface HookContext<Options = unknown, Tied extends NoTies = NoTies> extends SharedContext<Options> {
  /** Aborts when the hook or this handler runs out of time, or the session is aborted. */
  readonly signal: AbortSignal;
  /** What the plugin's `needs` name. */
  readonly needs: Tied["needs"];
  /** What others have added to the points in the plugin's `offers`; complete in its `ready`. */
  readonly offers: Tied["offers"];
  /** Where the plugin adds to what others offer, in its `ready`. */
  readonly extends: Tied["extends"];
}

export type HookHandler<Type, Options = unknown, Tied extends NoTies = NoTies> =
  Type extends HookType<infer _Kind, infer Payload, infer Answer>
    ? (payload: Payload, context: HookContext<Options, Tied>) => Answer | Promise<Answer>
    : never;

/** A handler with its place in the order. */
export interface OrderedHandler<Type, Options = unknown, Tied extends NoTies = NoTies> {
  /** `normal` when absent. */
  readonly order?: "pre" | "normal" | "post";
  /** Names of plugins that this handler must run before; names that are not loaded are ignored. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** For this handler alone, in milliseconds. */
  readonly timeoutMs?: number;
  readonly handler: HookHandler<Type, Options, Tied>;
}

export type PluginHooks<Hooks, Options = unknown, Tied extends NoTies = NoTies> = {
  readonly [Name in keyof Hooks]?: HookHandler<Hooks[Name], Options, Tied> | OrderedHandler<Hooks[Name], Options, Tied>;
};

/** What one plugin answered. */
interface PluginAnswer<Answer> {
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
