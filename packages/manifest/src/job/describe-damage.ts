import { showLocalTime } from "@rigline/foundation/time";
import type { JobState } from "./job-state.js";

/** What was found wrong with a published copy, one phrase. */
export function describeDamage({ by, at, found }: NonNullable<JobState["verification"]>): string {
  const { missing, changed, unreadable } = found;
  const counts = Object.entries({ missing, changed, unreadable }).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}`],
  );
  const when = at === undefined ? "" : ` at ${showLocalTime(at)}`;
  return `its copy was not whole when ${by} had it read again${when}: ${counts.join(", ")}`;
}
