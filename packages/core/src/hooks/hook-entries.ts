import { didYouMean, listNames } from "@rigline/foundation/errors";
import { addSilentPlaces, rankRegistrations, reverseOrder } from "./base-order.js";
import { hookError } from "./hook-errors.js";
import type { HookKind, HookTable } from "./hook-kinds.js";
import { orderHandlers } from "./order-handlers.js";
import type { RegisteredHandler, Registration } from "./registered-handler.js";

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

export type HookEntries = ReadonlyMap<string, HookEntry>;

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
