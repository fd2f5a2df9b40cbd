import { silentHandler, type RegisteredHandler, type Registration } from "./registered-handler.js";

/** For each plugin, how late it was opened. */
export type Ranks = ReadonlyMap<string, number>;

/**
 * By registration, or by another hook's final order where that is given. A plugin without a handler in the other hook
 * stands behind all that were registered before it, so that what it was built on outlives it.
 */
export function rankRegistrations(
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
export function reverseOrder(requests: readonly RegisteredHandler[], ranks: Ranks): RegisteredHandler[] {
  return [...requests].sort((left, right) => rankOf(right, ranks) - rankOf(left, ranks));
}

/**
 * A place for each plugin that has no handler: before the first one that belongs to a plugin opened earlier. They come in
 * when the order is solved, so that no `before` or `after` is about them.
 */
export function addSilentPlaces(
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
