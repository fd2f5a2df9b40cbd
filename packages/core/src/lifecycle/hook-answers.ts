import { z } from "zod";

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
  explain(
    z.union([FindingSchema, z.array(FindingSchema)]).safeParse(answer),
    "a finding { level, subject, message, todo? }, or a list of them",
  );
}

/** For the hook beforeSession. */
export function checkVeto(answer: unknown): void {
  explain(VetoSchema.safeParse(answer), "a veto { reason, todo? }, or nothing");
}

function explain(result: z.ZodSafeParseResult<unknown>, expected: string): void {
  if (result.success) return;
  throw new TypeError(`the answer must be ${expected}\n${z.prettifyError(result.error)}`);
}
