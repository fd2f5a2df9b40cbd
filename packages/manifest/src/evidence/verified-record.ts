import { z } from "zod";
import { FoundCopySchema, RepairSchema } from "../job/describe-damage.js";
import { ReadBackSchema } from "../job/read-back.js";
import { ProofSchema } from "./proof.js";
import { SourceReadSchema } from "./source-read.js";

/** Files copied, flushed, re-read and found equal; relative to the destination, `/` between folders. */
export const VerifiedRecordSchema = z.object({
  type: z.literal("verified"),
  at: z.string().optional(),
  /** Who had the published copy read again, long after: it says nothing of the job's own course, and names no files. */
  by: z.string().optional(),
  /** With `by`: another computer than the daemon's has read it. */
  elsewhere: z.literal(true).optional(),
  /** With `by`: what came of it. */
  found: FoundCopySchema.optional(),
  /** With `by`: what was brought back before that. */
  repaired: RepairSchema.optional(),
  algorithm: z.string(),
  /** `device`: each of these files was read back past the cache. Absent in journals of before. */
  readBack: ReadBackSchema.optional(),
  /** By what it is known that each arrived; absent: its bytes were compared. */
  proof: ProofSchema.optional(),
  /** How the first reading of each of these sources was checked; absent: it was not. */
  sourceRead: SourceReadSchema.optional(),
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.number(),
      hash: z.string(),
      /** The source's time of last change, nanoseconds since the epoch in decimal, so that a later change is noticed. */
      modified: z.string().optional(),
      /** Which file the source was and when it was last touched, as one number; older journals have none. */
      identity: z.number().optional(),
    }),
  ),
});
