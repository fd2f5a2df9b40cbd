import { z } from "zod";

/**
 * How far a session's hand-off has come; the result of the runner `watchdog`, kept in the session's journal.
 * - `complete`: copied, verified, published, submitted (or nothing to submit to) and its manifest archived.
 * - `scheduled`: the daemon has it and waits for its time.
 * - `pending`: the manifest is in the queue; the data will arrive, but nobody waited for it here.
 */
export const HandOffSchema = z.object({
  state: z.enum(["complete", "scheduled", "pending"]),
  /** Absolute path at which the manifest was published. */
  manifest: z.string(),
  /** `<destination>/<subject>/<name>`. */
  destination: z.string(),
  /** Verified by now. Undefined when another service copies, which tells nothing. */
  files: z.number().optional(),
  bytes: z.number().optional(),
  /** Of the hashes that were compared: `sha256`. */
  algorithm: z.string().optional(),
  /** From the start of the copy to its publication. */
  milliseconds: z.number().optional(),
  submission: z
    .object({ endpoint: z.string().nullable(), status: z.number().nullable(), answer: z.string().optional() })
    .optional(),
  archivedTo: z.string().optional(),
  /** Why it is not complete, one sentence. */
  reason: z.string().optional(),
  /** How to follow it. */
  todo: z.string().optional(),
});

export type HandOff = z.output<typeof HandOffSchema>;
