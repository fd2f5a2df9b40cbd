import { z } from "zod";
import { GATES, STATUS_WORDS } from "@rigline/foundation/status";

const CopySchema = z.object({
  files: z.number(),
  ofFiles: z.number(),
  bytes: z.number(),
  ofBytes: z.number(),
  percent: z.number(),
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});

const GateSchema = z.object({
  gate: z.enum(GATES),
  state: z.enum(["passed", "open", "failed", "not verified"]),
  needed: z.boolean(),
  at: z.string().nullable(),
  evidence: z.string(),
});

/** A line of `rigline status --watch --json`. */
export const KnownSessionSchema = z.object({
  /** When it was looked at. */
  at: z.string(),
  name: z.string(),
  subject: z.string(),
  /** When it was recorded; null: that can't be read. */
  date: z.string().nullable(),
  directory: z.string(),
  status: z.object({
    word: z.enum(STATUS_WORDS),
    detail: z.string(),
    todo: z.string().nullable(),
    copy: CopySchema.nullable(),
    gates: z.array(GateSchema).readonly().optional(),
    isOver: z.boolean(),
  }),
});
export type KnownSession = z.output<typeof KnownSessionSchema>;

/** The line behind each look, with how many sessions there are. */
export const LookedSchema = z.object({ at: z.string(), sessions: z.number() });

/** The line of one whose folder is there no more. */
export const GoneSchema = z.object({ at: z.string(), gone: z.string() });
