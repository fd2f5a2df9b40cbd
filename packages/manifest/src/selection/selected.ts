import { z } from "zod";
import type { Selection } from "./chooser.js";

/** What was chosen of the sources by patterns; absent: all was taken. */
export const SelectedSchema = z.object({
  selection: z
    .array(z.object({ include: z.array(z.string()).readonly(), exclude: z.array(z.string()).readonly() }))
    .readonly()
    .optional(),
  /** What the patterns leave at the rig, as far as it can be counted. */
  leftOut: z.object({ files: z.number(), bytes: z.number() }).optional(),
});

/** A choice of files. */
export interface Selected {
  readonly selection: Selection;
  readonly leftOut: { readonly files: number; readonly bytes: number };
}

/** What a record says of it; undefined: all was taken. */
export function selectedIn({ selection, leftOut }: z.output<typeof SelectedSchema>): Selected | undefined {
  return selection === undefined || leftOut === undefined ? undefined : { selection, leftOut };
}
