import type { Effects } from "./effects.js";
import type { HookContext, NoTies, SharedContext, HookKind, HookTable } from "./hook-kinds.js";
import { type OrderRequest, orderHandlers } from "./order-handlers.js";
import { didYouMean, listNames } from "@rigline/foundation/errors";
import { hookError } from "./hook-errors.js";

/** What every handler of a plugin gets beside its payload, and what belongs to the call or the registration. */
export type HandlerContext<Options> = Omit<SharedContext<Options>, "defer"> & Partial<NoTies>;

/** One call to `use`. */
export interface Registration {
  readonly plugin: string;
  /** Of the plugin, absolute; undefined when it comes from no file. */
  readonly file: string | undefined;
  readonly context: HandlerContext<unknown>;
  readonly effects: Effects;
}

/** A handler in the form in which hooks are run. */
export interface RegisteredHandler extends OrderRequest {
  readonly registration: Registration;
  readonly timeoutMs: number;
  readonly handle: (payload: unknown, context: HookContext) => unknown;
  /** Not called: it only holds the place of what its plugin deferred, in a hook that closes. */
  readonly silent: boolean;
}

interface WrittenHandler {
  readonly order?: OrderRequest["tier"];
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly because?: OrderRequest["because"];
  readonly timeoutMs?: number;
  readonly handler: RegisteredHandler["handle"];
}

/** Brings both ways in which a plugin may write a handler into the one form. */
export function registerHandler(registration: Registration, written: unknown): RegisteredHandler {
  const { order, before, after, because, timeoutMs, handler } = (
    typeof written === "function" ? { handler: written } : written
  ) as WrittenHandler;
  return {
    registration,
    plugin: registration.plugin,
    tier: order ?? "normal",
    before: before ?? [],
    after: after ?? [],
    because,
    timeoutMs: timeoutMs ?? Infinity,
    handle: handler,
    silent: false,
  };
}

/** The place of a plugin that has no handler in a hook that closes. */
function silentHandler(registration: Registration): RegisteredHandler {
  return { ...registerHandler(registration, () => undefined), silent: true };
}

/** For each plugin, how late it was opened. */
type Ranks = ReadonlyMap<string, number>;

/**
 * By registration, or by another hook's final order where that is given. A plugin without a handler in the other hook
 * stands behind all that were registered before it, so that what it was built on outlives it.
 */
function rankRegistrations(
  registrations: readonly Registration[],
  other: readonly RegisteredHandler[] | undefined,
): Ranks {
  if (other === undefined) return new Map(registrations.map(({ plugin }, index) => [plugin, index]));
  const places = new Map(other.map((handler, place) => [handler.plugin, place]));
  const ranks = new Map<string, number>();
  let last = -1;
  for (const [index, { plugin }] of registrations.entries()) {
    const place = places.get(plugin);
    last = Math.max(last, place ?? -1);
    // The fraction keeps those without a place of their own in registration order.
    ranks.set(plugin, place ?? last + (index + 1) / (registrations.length + 1));
  }
  return ranks;
}

/** The order that counts as registration order in a `reverse` hook: the last opened first. */
function reverseOrder(requests: readonly RegisteredHandler[], ranks: Ranks): RegisteredHandler[] {
  return [...requests].sort((left, right) => rankOf(right, ranks) - rankOf(left, ranks));
}

/**
 * A place for each plugin that has no handler: before the first one that belongs to a plugin opened earlier. They come in
 * when the order is solved, so that no `before` or `after` is about them.
 */
function addSilentPlaces(
  ordered: readonly RegisteredHandler[],
  registrations: readonly Registration[],
  ranks: Ranks,
): RegisteredHandler[] {
  const known = new Set(ordered.map(({ registration }) => registration));
  const silent = reverseOrder(
    registrations.filter((registration) => !known.has(registration)).map(silentHandler),
    ranks,
  );
  const all: RegisteredHandler[] = [];
  for (const handler of ordered) {
    while (silent[0] !== undefined && rankOf(silent[0], ranks) > rankOf(handler, ranks))
      all.push(...silent.splice(0, 1));
    all.push(handler);
  }
  return [...all, ...silent];
}

function rankOf({ plugin }: RegisteredHandler, ranks: Ranks): number {
  return ranks.get(plugin) ?? 0;
}

/** One hook with its handlers. */
export interface HookEntry {
  readonly name: string;
  readonly kind: HookKind;
  readonly timeoutMs: number;
  readonly reverse: boolean | string;
  readonly closes: boolean;
  /** As registered; from `solveEntry` on, what counts as registration order in this hook. */
  requests: RegisteredHandler[];
  /** In final order; frozen. */
  handlers: readonly RegisteredHandler[];
}

type HookEntries = ReadonlyMap<string, HookEntry>;

/** Throws HOOK_UNKNOWN for a timeout of a hook that does not exist. */
export function createEntries<Hooks>(
  table: HookTable<Hooks>,
  timeoutsMs: Readonly<Partial<Record<string, number>>>,
): HookEntries {
  const known = table as Readonly<Record<string, HookTable<Record<string, never>>[string]>>;
  for (const hook of Object.keys(timeoutsMs))
    if (!Object.hasOwn(known, hook)) throw unknownHook(hook, Object.keys(known));
  return new Map(
    Object.entries(known).map(([name, { kind, timeoutMs, reverse = false, closes = false }]) => [
      name,
      { name, kind, timeoutMs: timeoutsMs[name] ?? timeoutMs, reverse, closes, requests: [], handlers: [] },
    ]),
  );
}

/** Solves the order of one hook. Throws HOOK_ORDER_CYCLE. */
export function solveEntry(entry: HookEntry, entries: HookEntries, registrations: readonly Registration[]): void {
  const other = typeof entry.reverse === "string" ? entries.get(entry.reverse) : undefined;
  const ranks = rankRegistrations(registrations, other && orderHandlers(other.name, other.requests));
  if (entry.reverse !== false) entry.requests = reverseOrder(entry.requests, ranks);
  const ordered = orderHandlers(entry.name, entry.requests);
  entry.handlers = Object.freeze(entry.closes ? addSilentPlaces(ordered, registrations, ranks) : ordered);
}

export function unknownHook(hook: string, known: Iterable<string>, plugin?: string): Error {
  const names = [...known];
  return hookError("HOOK_UNKNOWN", {
    what: `There is no hook "${hook}".${didYouMean(hook, names)}`,
    where: { hook, ...(plugin === undefined ? {} : { plugin }) },
    todo: `Use one of ${listNames(names)}.`,
  });
}
