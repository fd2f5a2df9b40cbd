import { z } from "zod";

/**
 * How far a hand-off has come that something is owed for.
 * - `complete`: copied, verified, published, submitted (or nothing to submit to) and its manifest archived.
 * - `scheduled`: the daemon has it and waits for its time.
 * - `pending`: the manifest is in the queue; the data will arrive, but nobody waited for it here.
 */
const OwedHandOffSchema = z.object({
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
  /** False: the share has no flush, so that its copy may not outlive a power cut of the server; no source is deleted. */
  flushed: z.literal(false).optional(),
  submission: z
    .object({ endpoint: z.string().nullable(), status: z.number().nullable(), answer: z.string().optional() })
    .optional(),
  archivedTo: z.string().optional(),
  /** Why it is not complete, one sentence. */
  reason: z.string().optional(),
  /** How to follow it. */
  todo: z.string().optional(),
});

const NoHandOffSchema = z.object({
  state: z.literal("nothing"),
  /** Why nothing is owed, one sentence. */
  reason: z.string(),
});

/**
 * What has become of a session's data; the result of the runner `watchdog`, kept in the session's journal. `nothing`: the
 * experiment ended before anything was recorded.
 */
export const HandOffSchema = z.discriminatedUnion("state", [OwedHandOffSchema, NoHandOffSchema]);

export type OwedHandOff = z.output<typeof OwedHandOffSchema>;
export type NoHandOff = z.output<typeof NoHandOffSchema>;
export type HandOff = z.output<typeof HandOffSchema>;
