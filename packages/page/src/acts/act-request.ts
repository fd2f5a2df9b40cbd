import { z } from "zod";
import { ACTS } from "../wire/words.js";

const MOST_ROWS = 1000;
const LONGEST_TEXT = 500;

/** What the browser asks for: `keys` of rows, none for what is of all. */
export const ActRequestSchema = z.strictObject({
  act: z.enum(ACTS),
  keys: z.array(z.string().regex(/^[0-9a-f]{16}$/)).max(MOST_ROWS),
  /** Why, for the records: of `cancel` and `discard`. */
  reason: z.string().trim().max(LONGEST_TEXT).optional(),
  /** Of `relabel`: the animal that it was. */
  subject: z.string().trim().min(1).max(LONGEST_TEXT).optional(),
});

export type ActRequest = z.output<typeof ActRequestSchema>;
