import { z } from "zod";

export type ChainOptions = z.output<typeof ChainOptionsSchema>;

export const ChainOptionsSchema = z.strictObject({
  again: z
    .enum(["ask", "allow", "refuse"])
    .default("ask")
    .describe(
      "What becomes of a session of a subject that has had all of today's: `ask` whoever sits there (where nobody does it is refused, unless `--answer chain.again=yes` says otherwise), `allow` or `refuse` it.",
    ),
  sessions_a_day: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe("How many sessions of one subject belong together: the further ones of a day are the next of the row."),
  failed_count: z
    .boolean()
    .default(false)
    .describe("True: a session whose experiment failed or was aborted counts too. False: it may be done again."),
  subjects: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe('How many sessions a day other subjects have: `"614173": 3`.'),
  not: z
    .array(z.string())
    .default(["test", "calibration"])
    .describe("Subjects that are none, of which any number of sessions may run."),
  file: z
    .string()
    .regex(/^[^\\/]+\.json$/, "must be the name of a JSON file, without a folder")
    .default("chain.json")
    .describe("The file in the session's folder that says which of the day it is."),
});
