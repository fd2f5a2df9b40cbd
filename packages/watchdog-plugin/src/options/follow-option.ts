import { PatternsSchema } from "@rigline/manifest";
import { z } from "zod";

/** `follow`: sessions are copied while they run. `{}` is enough; absent: they are not. */
export const FollowSchema = z
  .strictObject({
    whole_when: z
      .enum(["quiet", "renamed", "listed"])
      .default("quiet")
      .describe(
        "By what a file is known to be whole: it did not change for `quiet_seconds`; it was `renamed` and no longer ends with `suffix`; or the experiment has `listed` it.",
      ),
    suffix: z
      .string()
      .default(".inprogress")
      .describe("A file whose name ends so is still being written, whatever else holds; empty: none is."),
    quiet_seconds: z.number().positive().default(30).describe("With `quiet`: how long a file has to be left alone."),
    list: z
      .string()
      .min(1)
      .default("transfer_manifest.jsonl")
      .describe(
        "With `listed`: the file in the session's folder to which the experiment adds a line for each file that is complete.",
      ),
    first: PatternsSchema.describe(
      "Patterns of files that go first, in this order; then the smaller before the larger.",
    ),
    keep_days: z
      .number()
      .positive()
      .default(7)
      .describe("How long what was copied of a session is kept at the destination when it is not handed off."),
  })
  .optional();
