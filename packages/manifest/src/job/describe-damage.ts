import { showLocalTime } from "@rigline/foundation/time";
import type { z } from "zod";
import type { FoundCopySchema } from "./job-record.js";

/** What was found of a published copy. */
export type FoundCopy = z.output<typeof FoundCopySchema>;

/** What was found wrong with a published copy, one phrase. */
export function describeDamage({
  by,
  at,
  found,
}: {
  readonly by: string;
  readonly at: string | undefined;
  readonly found: FoundCopy;
}): string {
  const { missing, changed, unreadable } = found;
  const counts = Object.entries({ missing, changed, unreadable }).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}`],
  );
  const when = at === undefined ? "" : ` at ${showLocalTime(at)}`;
  return `its copy was not whole when ${by} had it read again${when}: ${counts.join(", ")}`;
}
