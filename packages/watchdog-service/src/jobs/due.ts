import type { Clock } from "@rigline/foundation/platform";

/**
 * When a job may begin: `wall`: at a time of day that a person chose, by the wall clock; `after`: when so much time has
 * passed, whatever is done to the wall clock meanwhile.
 */
export type Due = { readonly kind: "wall"; readonly at: Date } | { readonly kind: "after"; readonly at: number };

export function dueIn(milliseconds: number, clock: Pick<Clock, "monotonic">): Due {
  return { kind: "after", at: clock.monotonic() + milliseconds };
}

/** Milliseconds left, 0 when due. */
export function untilDue(due: Due, clock: Pick<Clock, "now" | "monotonic">): number {
  const now = due.kind === "wall" ? clock.now().getTime() : clock.monotonic();
  return Math.max(0, (due.kind === "wall" ? due.at.getTime() : due.at) - now);
}
