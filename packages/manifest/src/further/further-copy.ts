import { z } from "zod";

/**
 * Whether a session needs a copy. A number: so many of those that say the same number have to be there, whichever come first; more than there
 * are means all.
 */
export const NeedSchema = z.union([z.boolean(), z.int().positive()]);

export type CopyNeed = z.output<typeof NeedSchema>;

/** Of which session's manifest one is derived, by that one's file name, and whether the session needs its copy. */
export const CopyOfSchema = z.object({ manifest: z.string().min(1), needed: NeedSchema });

export type CopyOf = z.output<typeof CopyOfSchema>;

/** One more copy of a session's data, by a manifest of its own that the daemon has derived from the session's. */
export const FurtherCopySchema = z.object({
  /** File name of that manifest. */
  manifest: z.string(),
  /** sha256 of its bytes. */
  digest: z.string(),
  /** `<destination>/<name>`. */
  destination: z.string(),
  /** The session is safe, and its source deleted, only when this one is there too. */
  needed: NeedSchema,
});

export type FurtherCopy = z.output<typeof FurtherCopySchema>;
