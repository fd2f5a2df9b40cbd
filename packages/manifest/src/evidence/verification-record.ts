import { z } from "zod";
import { FoundCopySchema } from "../job/describe-damage.js";
import { ReadBackSchema } from "../job/read-back.js";

/**
 * A line of `<destination>/.rigline/verified/<name>.jsonl`: that somebody has had a published copy read and compared with its list, and what
 * was found. Beside the data, so that each computer that sees them knows.
 */
export const VerificationRecordSchema = z.object({
  format: z.literal("rigline-verification-1"),
  /** ISO 8601 in UTC. */
  at: z.string(),
  /** `user@host`. */
  by: z.string(),
  /** sha256 of the manifest whose copy it is; null: the list does not say. */
  digest: z.string().nullable(),
  /** Of the hashes that were compared; null: names and sizes alone were. */
  algorithm: z.string().nullable(),
  /** Of the list. */
  files: z.number(),
  bytes: z.number(),
  /** What each file was read from; null: none was read. */
  readBack: ReadBackSchema.nullable(),
  found: FoundCopySchema,
});

export type VerificationRecord = z.output<typeof VerificationRecordSchema>;
