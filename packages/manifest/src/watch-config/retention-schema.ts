import { z } from "zod";
import { SAFE_WHEN } from "../gates/index.js";

const EntriesSchema = z
  .strictObject({
    after_days: z
      .number()
      .nonnegative()
      .optional()
      .describe("By rule: what was handed off so many days ago is deleted at the rig; not by its age when absent."),
    below_free_gb: z
      .number()
      .positive()
      .optional()
      .describe(
        "By need: while fewer GB than so many are free on the disk of the sources, the oldest is deleted; not by need when absent.",
      ),
    when: z
      .enum(SAFE_WHEN)
      .default("accepted")
      .describe("The transfer service has to have `accepted` the job, or to have `processed` it."),
    dry_run: z.boolean().default(false).describe("Nothing is deleted: what would be is told."),
  })
  .refine(({ after_days: days, below_free_gb: room }) => days !== undefined || room !== undefined, {
    error: "it says neither after_days nor below_free_gb: nothing would ever be deleted",
  });

/** By which rules the daemon deletes at the rig what was handed off. */
export type RetentionEntries = z.output<typeof EntriesSchema>;

export const RetentionSchema = EntriesSchema.optional().describe(
  "What is safe to delete is deleted at the rig by these rules, and never what is not (docs/session/may-i-delete.md#deleted-by-itself); nothing when absent.",
);

export const RETENTION_KEYS: readonly string[] = Object.keys(EntriesSchema.shape);
