import { z } from "zod";
import { ReadBackSchema } from "../job/read-back.js";

const CopiedFileSchema = z.object({
  /** Of the source, absolute, links resolved. */
  source: z.string(),
  /** Of the copy, relative to the folder that the session's copies grow in, `/` between folders. */
  place: z.string(),
  bytes: z.number(),
  /** Lower-case hex. */
  hash: z.string(),
  /** The source's time of last change, nanoseconds since the epoch in decimal. */
  modified: z.string(),
  /** Which file the source was and when it was last touched, as one number. */
  identity: z.number(),
  readBack: ReadBackSchema,
});

/** The lines of `<flag_dir>/.rigline/follow/<session>-<id>.jsonl`: what was copied and verified of a session while it ran. */
const FollowLineSchema = z.object({
  type: z.literal("copied"),
  algorithm: z.string(),
  /** False: at least one copy could not be given its source's time. */
  timesKept: z.boolean(),
  files: z.array(CopiedFileSchema),
});

export type FollowLine = z.output<typeof FollowLineSchema>;

/** Undefined: another version wrote it. */
export function readFollowLine(record: unknown): FollowLine | undefined {
  return FollowLineSchema.safeParse(record).data;
}
