import { formatData, formatDuration } from "@rigline/foundation/quantities";
import { describeFurther } from "@rigline/foundation/status";
import { describeReadBack, describeSourceRead, ReadBackSchema, SourceReadSchema, strengthOf } from "@rigline/manifest";
import { z } from "zod";

/**
 * How far a hand-off has come that something is owed for.
 * - `complete`: copied, verified, published, submitted (or nothing to submit to) and its manifest archived.
 * - `scheduled`: the daemon has it and waits for its time.
 * - `pending`: the manifest is in the queue; the data will arrive, but nobody waited for it here.
 * - `held`: a person wants nothing to be done for it until it is released.
 * - `cancelled`: a person does not want it handed off; its data stay where they are.
 */
const OwedHandOffSchema = z.object({
  state: z.enum(["complete", "scheduled", "pending", "held", "cancelled"]),
  /** Absolute path at which the manifest was published. */
  manifest: z.string(),
  /** `<destination>/<subject>/<name>`. */
  destination: z.string(),
  /** Verified by now. Undefined when another service copies, which tells nothing. */
  files: z.number().optional(),
  bytes: z.number().optional(),
  /** Of the hashes that were compared: `sha256`. */
  algorithm: z.string().optional(),
  /** Where else its data go, and whether they are there; absent: nowhere. */
  also: z
    .array(z.object({ destination: z.string(), needed: z.boolean(), isThere: z.boolean(), detail: z.string() }))
    .optional(),
  /** What every byte was read back from; undefined: it is not known. */
  readBack: ReadBackSchema.optional(),
  /** How the first reading of every source was checked; undefined: it was not. */
  sourceRead: SourceReadSchema.optional(),
  /** So many of its files are as the program says that wrote them, and were not read twice; undefined: none. */
  asWritten: z.number().optional(),
  /** From the start of the copy to its publication. */
  milliseconds: z.number().optional(),
  /** False: the share has no flush, so that its copy may not outlive a power cut of the server; no source is deleted. */
  flushed: z.literal(false).optional(),
  /** False: the share keeps no times, so that the copy's files have those of their copying. */
  timesKept: z.literal(false).optional(),
  /** What the patterns left at the rig, one phrase; absent: all was taken. */
  leftOut: z.string().optional(),
  submission: z
    .object({
      endpoint: z.string().nullable(),
      status: z.number().nullable(),
      answer: z.string().optional(),
      /** The computer that posted it for all that hand off a part of the session; absent: this one. */
      by: z.string().optional(),
    })
    .optional(),
  archivedTo: z.string().optional(),
  /** Why it is not complete, one sentence. */
  reason: z.string().optional(),
  /** How to follow it. */
  todo: z.string().optional(),
});

const NoHandOffSchema = z.object({
  state: z.literal("nothing"),
  /** Why nothing is owed, one sentence. */
  reason: z.string(),
});

const DeclinedHandOffSchema = z.object({
  state: z.literal("declined"),
  /** Who or what said no, one sentence. */
  reason: z.string(),
});

const OutboxHandOffSchema = z.object({
  state: z.literal("outbox"),
  /** Absolute path at which the manifest waits, beside the session. */
  manifest: z.string(),
  destination: z.string(),
  /** What it waits for, one sentence. */
  reason: z.string(),
});

/**
 * What has become of a session's data; the result of the runner `watchdog`, kept in the session's journal. `outbox`: its
 * manifest stands beside the session and is published when the flag folder can take it. `nothing`: the experiment ended before
 * anything was recorded. `declined`: a person, or the option `transfer_on`, said no; \`rigline handoff\` takes
 * it back.
 */
export const HandOffSchema = z.discriminatedUnion("state", [
  OwedHandOffSchema,
  OutboxHandOffSchema,
  NoHandOffSchema,
  DeclinedHandOffSchema,
]);

export type OwedHandOff = z.output<typeof OwedHandOffSchema>;
export type OutboxHandOff = z.output<typeof OutboxHandOffSchema>;
export type NoHandOff = z.output<typeof NoHandOffSchema>;
export type DeclinedHandOff = z.output<typeof DeclinedHandOffSchema>;
export type HandOff = z.output<typeof HandOffSchema>;

const TIMES_NOT_KEPT = "the share keeps none, or the daemon may not set them: files have the times of their copying";
const NOT_FLUSHED =
  "the share has no flush: a power cut of its server soon could take the copy, so no source is deleted";

/** What the command of a decided hand-off does. */
const NEXT: Readonly<Partial<Record<OwedHandOff["state"], string>>> = {
  held: "to release it",
  cancelled: "to hand it off",
};

/** A hand-off as lines of the closing report: label and value. */
export function describeHandOff(handOff: OwedHandOff): [string, string][] {
  const { state, reason, archivedTo, leftOut, todo, also = [] } = handOff;
  return [
    ["hand-off", reason === undefined ? state : `${state}: ${reason}`],
    ...describeCopy(handOff),
    ...(leftOut === undefined ? [] : [["left out", leftOut] satisfies [string, string]]),
    ...describeSubmission(handOff),
    ...also.map((one) => ["also to", describeFurther(one)] satisfies [string, string]),
    ...(archivedTo === undefined ? [] : [["archived", archivedTo] satisfies [string, string]]),
    ...(todo === undefined ? [] : [[NEXT[state] ?? "follow it with", todo] satisfies [string, string]]),
  ];
}

/** Until it is published, what is verified is told by the reason alone. */
function describeCopy({
  files,
  bytes,
  algorithm,
  readBack,
  sourceRead,
  asWritten,
  milliseconds,
  ...held
}: OwedHandOff): [string, string][] {
  if (files === undefined || bytes === undefined || algorithm === undefined) return [];
  const time = milliseconds === undefined ? "" : ` in ${formatDuration(milliseconds)}`;
  return [
    ["verified", `${formatData({ files, bytes })}, ${describeReadBack(readBack)} and its ${algorithm} compared${time}`],
    ...(sourceRead === undefined
      ? []
      : [["source", describeSourceRead(sourceRead, asWritten)] satisfies [string, string]]),
    ["strength", strengthOf({ algorithm, readBack })],
    ...(held.flushed === false ? [["not flushed", NOT_FLUSHED] satisfies [string, string]] : []),
    ...(held.timesKept === false ? [["times not kept", TIMES_NOT_KEPT] satisfies [string, string]] : []),
  ];
}

function describeSubmission({ submission }: OwedHandOff): [string, string][] {
  if (submission === undefined) return [];
  const { endpoint, status, by } = submission;
  const whose = by === undefined ? "" : `, by ${by}`;
  return [
    [
      "submitted",
      endpoint === null ? `not asked for (transfer_endpoint: null)${whose}` : `${endpoint}, answered ${status}${whose}`,
    ],
  ];
}
