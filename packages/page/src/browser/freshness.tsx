import { isOver, silentFor } from "./page-signals.js";

/** Whether what is shown is true now; what is old is said across the page, and read out once, not with each second. */
export function Freshness() {
  if (isOver.value)
    return (
      <p class="freshness stale" role="alert">
        This page has ended, or its link was for another one. For a new link type <code>rigline page</code> at the rig.
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
