import { z } from "zod";
import type { JournalRecord } from "@rigline/foundation/journal";
import type { Session } from "./session.js";

export { sessionFilePath, sessionJournalPath } from "./session-places.js";

export const SessionSchema: z.ZodType<Session> = z.object({
  name: z.string(),
  subject: z.string(),
  formerSubjects: z.array(z.string()).optional(),
  experimenters: z.array(z.string()),
  date: z.string(),
  zone: z.string(),
  rigName: z.string(),
  experiment: z.string(),
  notes: z.string(),
  approvedBy: z.string().optional(),
  simulated: z.literal(true).optional(),
  directory: z.string(),
});

const PhaseSchema = z.enum(["preSession", "session", "postSession"]);
const OutcomeSchema = z.enum(["success", "failed", "aborted"]);

const RunnerReportSchema = z.object({
  name: z.string(),
  phase: PhaseSchema,
  plugin: z.string(),
  state: z.enum(["done", "failed", "skipped"]),
  attempts: z.number(),
  milliseconds: z.number(),
  reason: z.string().optional(),
  code: z.string().optional(),
  why: z.string().optional(),
  todo: z.string().optional(),
  tolerated: z.boolean().optional(),
  restored: z.boolean().optional(),
  details: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
}) as z.ZodType<RunnerReport>;

const at = z.string().optional();

/** Whose session it is, and what that makes its name. */
const LabelSchema = z.object({ subject: z.string(), name: z.string() });

/** The lines of a session's journal, `<session directory>/.rigline/journal.jsonl`, in the order they are written. */
const SessionRecordSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("sessionOpened"), at, session: SessionSchema, pid: z.number() }),
  /** A question's answer. What came before the session was opened, or resumed, follows the record of that, with its own time. */
  z.object({ type: z.literal("promptAnswered"), at, key: z.string(), value: z.unknown(), source: z.string() }),
  z.object({ type: z.literal("hookStarted"), at, hook: z.string() }),
  z.object({ type: z.literal("hookFinished"), at, hook: z.string() }),
  z.object({
    type: z.literal("runnerStarted"),
    at,
    runner: z.string(),
    phase: PhaseSchema,
    plugin: z.string(),
    attempt: z.number(),
  }),
  z.object({
    type: z.literal("runnerSettled"),
    at,
    report: RunnerReportSchema,
    /** Whether `result` is what the runner returned; a result without a schema is not kept. */
    kept: z.boolean(),
    result: z.unknown().optional(),
  }),
  /** The experiment's program runs: id and start time name its process, also to a launcher that comes later. */
  z.object({ type: z.literal("experimentStarted"), at, pid: z.number(), started: z.string() }),
  /** Somebody had the experiment wait, and go on; `by` is `user@host`. */
  z.object({ type: z.literal("paused"), at, by: z.string(), reason: z.string().optional() }),
  z.object({ type: z.literal("continued"), at, by: z.string(), reason: z.string().optional() }),
  z.object({ type: z.literal("experimentEnded"), at, outcome: OutcomeSchema, reason: z.string().optional() }),
  /** What is known of the hand-off when the launcher closes. */
  z.object({ type: z.literal("handOff"), at, state: z.string(), detail: z.string() }),
  /** What a person changed about the hand-off since: `change` is the command's word, `by` is `user@host`. */
  z.object({ type: z.literal("handOffChanged"), at, by: z.string(), change: z.string(), detail: z.string() }),
  /** A person said that the animal was another one; `by` is `user@host`. The folder keeps its name. */
  z.object({ type: z.literal("relabelled"), at, by: z.string(), from: LabelSchema, to: LabelSchema }),
  /**
   * `rigline clean` begins to delete what is in the folder, and has done; `by` is `user@host`, `copy` says where the data are and how
   * that is known. What the folder `.rigline` holds stays.
   */
  z.object({
    type: z.literal("cleaning"),
    at,
    by: z.string(),
    files: z.number(),
    bytes: z.number(),
    copy: z.string(),
  }),
  z.object({
    type: z.literal("cleaned"),
    at,
    by: z.string(),
    files: z.number(),
    bytes: z.number(),
    copy: z.string(),
  }),
  z.object({ type: z.literal("closed"), at, exitCode: z.number() }),
  /** `rigline resume` began; what follows is its doing. */
  z.object({ type: z.literal("resumed"), at, pid: z.number() }),
]);

export type SessionRecord = z.output<typeof SessionRecordSchema>;

/**
 * A line of a session's journal; undefined when it is none that is known: a later release may have written it. Hooks were
 * `stepStarted` and `stepFinished` once, when two of them had other names; those words are never written again, so that each
 * line says by itself what it means, also where a later release went on with an older one's session.
 */
export function readSessionRecord(line: JournalRecord): SessionRecord | undefined {
  return SessionRecordSchema.safeParse(upgrade(line)).data;
}

function upgrade({ step, ...line }: JournalRecord): JournalRecord {
  if (line.type === "sessionEnded") return { ...line, type: "experimentEnded" };
  const type = FORMER_TYPES.get(line.type);
  return type === undefined ? line : { ...line, type, hook: FORMER_HOOKS.get(step as string) ?? step };
}

const FORMER_TYPES = new Map([
  ["stepStarted", "hookStarted"],
  ["stepFinished", "hookFinished"],
]);
const FORMER_HOOKS = new Map([
  ["sessionEnded", "experimentEnded"],
  ["runnersDone", "sessionEnded"],
]);

export type RunnerPhase = "preSession" | "session" | "postSession";

export type RunnerState = "waiting" | "running" | "done" | "failed" | "skipped";

/** What became of one runner: plain data, for the report, the journal and the hooks. */
export interface RunnerReport {
  /** The runner's, unique within a launcher. */
  readonly name: string;
  /** When it ran. */
  readonly phase: RunnerPhase;
  /** Whose it is; `core`: the launcher's own. */
  readonly plugin: string;
  /** How it ended. */
  readonly state: "done" | "failed" | "skipped";
  /** How often it was tried; 0: it was skipped. */
  readonly attempts: number;
  /** Of all attempts together. */
  readonly milliseconds: number;
  /** Why it failed or was skipped, one sentence. */
  readonly reason?: string;
  /** The code of the error it failed with. */
  readonly code?: string;
  /** Of a coded error: the reason behind the reason. */
  readonly why?: string;
  /** Of a coded error: what to do. */
  readonly todo?: string;
  /** It failed or was skipped, and by its policy or a person's decision that does not count. */
  readonly tolerated?: boolean;
  /** True when it was not run in this process: its result was read from the session's journal. */
  readonly restored?: boolean;
  /** What the runner has to say in the closing report, in order: `destination` and where it is. */
  readonly details?: readonly ReportDetail[];
}

export interface ReportDetail {
  readonly label: string;
  readonly value: string;
}
