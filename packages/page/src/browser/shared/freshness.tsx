import type { ComponentChildren } from "preact";
import { isOver, silentFor } from "./live-connection.js";

/**
 * Whether what is shown is true now; what is old is said across the page, and read out once, not with each second.
 * `children`: what is said when nothing more will come.
 */
export function Freshness({ children }: { readonly children: ComponentChildren }) {
  if (isOver.value)
    return (
      <p class="freshness stale" role="alert">
        {children}
      </p>
    );
  if (silentFor.value > 0)
    return (
      <p class="freshness stale" role="alert">
        No news<span aria-hidden="true"> for {silentFor.value} s</span>: what is shown may be old.
      </p>
    );
  return <p class="freshness up-to-date">live</p>;
}
