import { showLocalTime } from "@rigline/foundation/time";
import { formatFiles } from "@rigline/foundation/quantities";
import { z } from "zod";

/** What became of a published copy, file by file, when it was compared with its inventory long after. */
export const FoundCopySchema = z.object({
  /** Files of the inventory that are not there. */
  missing: z.number(),
  /** That are there, and are not what was handed off. */
  changed: z.number(),
  /** That the system would not let be read. */
  unreadable: z.number(),
  /** Files that are there and that nobody handed off. */
  extra: z.number(),
});

/** What was brought back of a published copy, from where, and where that lies which stood in its place. */
export const RepairSchema = z.object({ files: z.number(), from: z.string(), aside: z.string() });

export type Repair = z.output<typeof RepairSchema>;

/** One phrase. */
export function describeRepair({ files, from, aside }: Repair): string {
  return `${formatFiles(files)} brought back from ${from}; what was wrong is kept at ${aside}`;
}

/** What was found of a published copy. */
export type FoundCopy = z.output<typeof FoundCopySchema>;

/** How many files of each kind were found, those of which there are any: `1 missing, 2 extra`; empty when there are none. */
export function describeFound(found: Partial<FoundCopy>): string {
  return FoundCopySchema.keyof()
    .options.flatMap((kind) => (found[kind] ? [`${found[kind]} ${kind}`] : []))
    .join(", ");
}

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
  const when = at === undefined ? "" : ` at ${showLocalTime(at)}`;
  return `its copy was not whole when ${by} had it read again${when}: ${describeFound({ missing, changed, unreadable })}`;
}
