import { parseJson } from "@rigline/foundation/documents";
import { formatData, formatSessions } from "@rigline/foundation/quantities";
import { z } from "zod";
import type { Act } from "../wire/words.js";
import type { CommandEnd } from "./start-command.js";

/** What came of an act. */
export interface Outcome {
  readonly isDone: boolean;
  /** One sentence. */
  readonly text: string;
}

const FailureSchema = z.object({ error: z.object({ message: z.string(), todo: z.string().nullish() }) });
const AskedSchema = z.array(
  z.object({ name: z.string(), result: z.enum(["already", "done", "asked"]), step: z.string() }),
);
const VerifiedSchema = z.object({
  result: z.enum(["whole", "partial", "damaged", "unreadable"]),
  files: z.number(),
  bytes: z.number(),
  missing: z.array(z.unknown()),
  changed: z.array(z.unknown()),
  unreadable: z.array(z.unknown()),
});
const ChangedSchema = z.object({ state: z.string(), detail: z.string() });
const CleanedSchema = z.object({
  sessions: z.array(z.object({ decision: z.string(), files: z.number(), bytes: z.number() })),
});

/** What a command's one document of JSON says, in one sentence. */
export function describeOutcome(act: Act, { exitCode, output, errors }: CommandEnd): Outcome {
  const document = parseJson(output);
  const failure = FailureSchema.safeParse(document);
  if (failure.success) {
    const { message, todo } = failure.data.error;
    return { isDone: false, text: todo === undefined || todo === null ? message : `${message}. ${todo}` };
  }
  const said = describeSuccess(act, document);
  if (said !== undefined) return said;
  if (exitCode === 0) return { isDone: true, text: "done" };
  return { isDone: false, text: errors.trim().split("\n")[0] ?? `it ended with exit code ${exitCode}` };
}

function describeSuccess(act: Act, document: unknown): Outcome | undefined {
  const asked = AskedSchema.safeParse(document);
  if (asked.success) {
    const [first] = asked.data;
    if (first === undefined) return { isDone: false, text: "there is nothing that this can be asked of" };
    if (act === "redrive" && first.step === "parked")
      return { isDone: false, text: "it was tried, and is parked again; its row says why" };
    const isHeard = first.result !== "asked";
    return {
      isDone: true,
      text: isHeard ? `it is ${first.step} now` : "asked; the daemon does it as soon as it runs, or has time for it",
    };
  }
  const verified = VerifiedSchema.safeParse(document);
  if (act === "verify" && verified.success) return describeVerified(verified.data);
  const changed = ChangedSchema.safeParse(document);
  if (changed.success) return { isDone: true, text: `${changed.data.state}: ${changed.data.detail}` };
  const cleaned = CleanedSchema.safeParse(document);
  return cleaned.success ? describeCleaned(act, cleaned.data.sessions) : undefined;
}

function describeVerified(found: z.output<typeof VerifiedSchema>): Outcome {
  const { result, missing, changed, unreadable } = found;
  if (result === "whole") return { isDone: true, text: `whole: ${formatData(found)} are what was handed off` };
  if (result === "partial") return { isDone: true, text: "whole as far as its list goes" };
  return {
    isDone: false,
    text: `NOT whole: ${missing.length} missing, ${changed.length} changed, ${unreadable.length} unreadable. Keep the source.`,
  };
}

function describeCleaned(act: Act, sessions: z.output<typeof CleanedSchema>["sessions"]): Outcome {
  const wanted = sessions.filter(({ decision }) => decision === (act === "plan" ? "delete" : "deleted"));
  const sum = wanted.reduce(({ files, bytes }, one) => ({ files: files + one.files, bytes: bytes + one.bytes }), {
    files: 0,
    bytes: 0,
  });
  const of = `${formatData(sum)} of ${formatSessions(wanted.length)}`;
  if (act === "plan")
    return { isDone: wanted.length > 0, text: wanted.length === 0 ? "nothing is safe to delete" : of };
  const left = sessions.filter(({ decision }) => decision === "left").length;
  return { isDone: left === 0, text: `deleted ${of}${left === 0 ? "" : `; not all of ${left}`}` };
}
