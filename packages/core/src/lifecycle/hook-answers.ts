import { z } from "zod";
import { LauncherConfigSchema } from "../config/launcher-config.js";

/** What handlers answer is a border like any other: plugins in JavaScript have no compiler to tell them. */
const FindingSchema = z.strictObject({
  level: z.enum(["ok", "warning", "error"]),
  subject: z.string(),
  message: z.string(),
  todo: z.string().optional(),
});

const VetoSchema = z.strictObject({ reason: z.string().min(1), todo: z.string().optional() });

/** For the hook preflight. Throws what is wrong with the answer and where, one line a problem. */
export function checkFindings(answer: unknown): void {
  // No union of the two: its error would not say what is wrong with either.
  const schema = Array.isArray(answer) ? z.array(FindingSchema) : FindingSchema;
  explain(schema.safeParse(answer), "a finding { level, subject, message, todo? }, or a list of them");
}

/** For the hook configResolved. */
export function checkConfig(answer: unknown): void {
  explain(LauncherConfigSchema.safeParse(answer), "the whole config, such as ({ ...config, notes }), or nothing");
}

/** For the hook beforeSession. */
export function checkVeto(answer: unknown): void {
  explain(VetoSchema.safeParse(answer), "a veto { reason, todo? }, or nothing");
}

function explain(result: z.ZodSafeParseResult<unknown>, expected: string): void {
  if (result.success) return;
  throw new TypeError(`the answer must be ${expected}\n${z.prettifyError(result.error)}`);
}
