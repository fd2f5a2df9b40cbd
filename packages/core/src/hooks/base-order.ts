import type { RegisteredHandler, Registration } from "./registered-handler.js";

/**
 * The order that counts as registration order in a `reverse` hook: the last registered first, or, where another hook's
 * final order is given, the last one of that first. A plugin without a handler in the other hook stands behind all that
 * were registered before it, so that what it was built on outlives it.
 */
export function reverseOrder(
  requests: readonly RegisteredHandler[],
  registrations: readonly Registration[],
  other: readonly RegisteredHandler[] | undefined,
): RegisteredHandler[] {
  if (other === undefined) return [...requests].reverse();
  const places = new Map(other.map((handler, place) => [handler.plugin, place]));
  const ranks = new Map<string, number>();
  let last = -1;
  for (const [index, { plugin }] of registrations.entries()) {
    const place = places.get(plugin);
    last = Math.max(last, place ?? -1);
    // The fraction keeps those without a place of their own in registration order.
    ranks.set(plugin, place ?? last + (index + 1) / (registrations.length + 1));
  }
  return [...requests].sort((left, right) => (ranks.get(right.plugin) ?? 0) - (ranks.get(left.plugin) ?? 0));
}
