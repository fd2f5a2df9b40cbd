import { z } from "zod";
import { TimeSchema } from "./bandwidth-schema.js";

const EntriesSchema = z.strictObject({
  within_days: z
    .int()
    .positive()
    .default(90)
    .describe("Each copy is read again, whole, within so many days; each night as much of that as is due."),
  from: TimeSchema.default("22:00").describe("From this time of day, by the rig's clock."),
  to: TimeSchema.default("06:00").describe("Until this one: of the next day where it is earlier."),
  mb_per_s: z.number().positive().default(20).describe("So many MB (millions of bytes) in a second at most."),
  stores: z
    .boolean()
    .default(false)
    .describe(
      "Copies in stores (`s3://`, `rclone:`) are read again as well: all of them comes back within that time, for which clouds take money.",
    ),
  repair: z
    .boolean()
    .default(true)
    .describe(
      "What is missing or changed is brought back from another verified copy, or the source, where there is one.",
    ),
});

/** How published copies are read again for as long as they are kept. */
export type AuditEntries = z.output<typeof EntriesSchema>;

export const AuditSchema = EntriesSchema.optional().describe(
  "Published copies are read again, by night, and compared with what was handed off (docs/watchdog-service/re-audit.md); not when absent.",
);

export const AUDIT_KEYS: readonly string[] = Object.keys(EntriesSchema.shape);
