import type { RiglineError } from "@rigline/foundation/errors";
import { z } from "zod";
import { FoundCopySchema, RepairSchema } from "../job/describe-damage.js";
import type { JobRecord } from "../job/job-record.js";
import type { JobState } from "../job/job-state.js";
import { isRefused } from "./is-refused.js";
import { wishError } from "./wish-errors.js";

/** What can be asked of a job. */
const JobDeedSchema = z.discriminatedUnion("do", [
  /** `reason`: of a program that holds it for as long as it changes something, and lets go of it then. */
  z.object({ do: z.literal("hold"), reason: z.string().optional() }),
  z.object({ do: z.literal("release") }),
  z.object({ do: z.literal("cancel"), reason: z.string().optional() }),
  /** `now`: also what waits for its hour. */
  z.object({ do: z.literal("redrive"), now: z.boolean() }),
  /** Submit a job that the service refused, with this request, JSON, of the manifest of these bytes. */
  z.object({ do: z.literal("resubmit"), digest: z.string(), request: z.string() }),
  /** ISO 8601 in UTC. */
  z.object({ do: z.literal("reschedule"), until: z.string() }),
  /** That what was handed off of these bytes was deleted at the rig, so many files of it: to be recorded. */
  z.object({ do: z.literal("cleaned"), digest: z.string(), files: z.int().nonnegative() }),
  /** That the copy of these bytes was compared with its inventory, and what was found: to be recorded. */
  z.object({
    do: z.literal("verify"),
    digest: z.string(),
    /** Of the hashes that were compared; null: names and sizes alone were. */
    algorithm: z.string().nullable(),
    found: FoundCopySchema,
    repaired: RepairSchema.optional(),
  }),
]);

export type JobDeed = z.output<typeof JobDeedSchema>;

/** What a person asks of the job of one manifest. */
export const JobWishSchema = z.object({
  /** The manifest's file name. */
  manifest: z.string(),
  deed: JobDeedSchema,
  /** `user@host`. */
  by: z.string(),
  /** When it was asked, ISO 8601 in UTC. */
  at: z.string(),
});

export type JobWish = z.output<typeof JobWishSchema>;

/** What a wish comes to where a job stands: records for its journal, nothing because it is so already, or why it can't be. */
export type Verdict = { readonly records: readonly JobRecord[] } | { readonly refused: RiglineError };

const SO_ALREADY: Verdict = { records: [] };

/** Decides by the job's journal alone, so that whoever asks can be told what the daemon will find. */
export function decideWish(state: JobState, { deed, by, manifest, at }: JobWish): Verdict {
  const job = state.name ?? manifest;
  switch (deed.do) {
    case "hold":
      // What a program holds for a moment, a person may hold for good.
      if (state.held !== undefined && (state.held.reason === undefined || deed.reason !== undefined)) return SO_ALREADY;
      return tooLate(job, state, "held") ?? { records: [{ type: "held", by, ...reasonOf(deed) }] };
    case "release":
      if (state.held !== undefined) return { records: [{ type: "released", by }] };
      return { refused: wishError("JOB_NOT_HELD", { what: `${job} is ${describeStep(state)}, and not held` }) };
    case "cancel":
      if (state.step === "cancelled") return SO_ALREADY;
      return tooLate(job, state, "cancelled") ?? { records: [{ type: "cancelled", by, reason: explain(state, deed) }] };
    case "redrive":
      return decideRedrive(job, state, { by, now: deed.now ? at : undefined });
    case "resubmit":
      return decideResubmit(job, state, { by, digest: deed.digest, request: deed.request });
    case "reschedule":
      return decideReschedule(job, state, { by, until: deed.until });
    case "cleaned":
      if (state.sourceDeleted) return SO_ALREADY;
      if (state.digest !== deed.digest || state.step !== "complete")
        return refuse(`another manifest is under the name of ${job} by now`, "There is nothing to record.");
      return { records: [{ type: "sourceDeleted", at, digest: deed.digest, files: deed.files, by }] };
    case "verify": {
      const { digest, found, algorithm, repaired } = deed;
      if (state.digest !== digest)
        return refuse(`another manifest is under the name of ${job} by now`, "Verify the copy of that one.");
      const back = repaired === undefined ? {} : { repaired };
      return { records: [{ type: "verified", at, by, found, ...back, algorithm: algorithm ?? "none", files: [] }] };
    }
  }
}

function reasonOf({ reason }: JobDeed & { readonly do: "hold" }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** One word or two for where a job stands, as every list of jobs has it. */
export function describeStep({ step, held }: Pick<JobState, "step" | "held">): string {
  if (held !== undefined) return "held";
  return STEP_WORDS[step];
}

const STEP_WORDS: Readonly<Record<JobState["step"], string>> = {
  accepted: "queued",
  scheduled: "waiting for its time",
  copying: "copying",
  published: "at its destination",
  submitted: "submitted",
  complete: "complete",
  parked: "parked",
  cancelled: "cancelled",
};

function tooLate(job: string, state: JobState, wanted: string): Verdict | undefined {
  const { step, submission, destination = "the destination", cancelled } = state;
  if (cancelled !== undefined) {
    const who = cancelled.by === undefined ? "" : ` by ${cancelled.by}`;
    return refuse(`${job} was cancelled${who}, and can't be ${wanted}`, "Hand it off again to have it done after all.");
  }
  if (submission === undefined && step !== "complete") return undefined;
  const isAsked = submission?.endpoint !== null && submission !== undefined;
  return refuse(
    `${job} can't be ${wanted} any more: its data are at ${destination}${isAsked ? ", and the transfer service has the job" : ""}`,
    isAsked
      ? "What is wanted of it now has to be asked of those who run the transfer service."
      : "What is not wanted there has to be removed there.",
  );
}

function explain(
  { published, planned, destination = "the destination" }: JobState,
  { reason }: { reason?: string | undefined },
): string {
  const left =
    published !== undefined
      ? `its data stay at ${destination}, and no job is submitted`
      : planned !== undefined
        ? "nothing of it was published"
        : "nothing of it was copied";
  return reason === undefined ? left : `${reason}; ${left}`;
}

function decideRedrive(
  job: string,
  state: JobState,
  { by, now }: { readonly by: string; readonly now: string | undefined },
): Verdict {
  const { step, failure, held, scheduledUntil } = state;
  if (held !== undefined) return refuseRedrive(`${job} is held by ${held.by}`, "Release it: that lets it go on.");
  const isEarly = step === "scheduled" && failure === undefined;
  if (isEarly && now === undefined)
    return refuseRedrive(
      `${job} waits until ${scheduledUntil}, and is not parked`,
      "To send it now: `redrive NAME --now`.",
    );
  if (!isEarly && failure === undefined) return refuseRedrive(`${job} is ${step}, not parked`);
  const redriven: JobRecord[] = failure === undefined ? [] : [{ type: "redriven", by }];
  const sentNow = now !== undefined && scheduledUntil !== undefined ? reschedule(by, now) : [];
  return { records: [...redriven, ...sentNow] };
}

/** Only where the service said no: what it may have taken must not be posted as another job. */
function decideResubmit(
  job: string,
  state: JobState,
  { by, digest, request }: { readonly by: string; readonly digest: string; readonly request: string },
): Verdict {
  if (state.digest !== digest)
    return refuse(`another manifest is under the name of ${job} by now`, "Export what was refused again.");
  if (!isRefused(state))
    return refuse(
      `${job} is ${describeStep(state)}, and was not refused by the transfer service`,
      "There is nothing to post.",
    );
  const corrected: JobRecord = { type: "corrected", digest, by, request };
  return { records: [corrected, { type: "redriven", by }] };
}

function decideReschedule(
  job: string,
  state: JobState,
  { by, until }: { readonly by: string; readonly until: string },
): Verdict {
  const late = tooLate(job, state, "given another hour");
  if (late !== undefined) return late;
  const { step, published, planned, failure, destination } = state;
  if (published !== undefined)
    return refuse(`the data of ${job} are at ${destination} already`, "`hold` keeps the job from being submitted.");
  if (planned !== undefined && step !== "scheduled")
    return refuse(`the copy of ${job} has begun`, "`hold` stops it where it is, `cancel` ends it.");
  return { records: [...(failure === undefined ? [] : [{ type: "redriven", by } as const]), ...reschedule(by, until)] };
}

/** The second one is what daemons of before understand. */
function reschedule(by: string, until: string): readonly JobRecord[] {
  return [
    { type: "rescheduled", by, until },
    { type: "scheduled", until },
  ];
}

function refuse(what: string, todo: string): Verdict {
  return { refused: wishError("JOB_TOO_LATE", { what, todo }) };
}

function refuseRedrive(what: string, todo?: string): Verdict {
  return { refused: wishError("JOB_NOT_PARKED", { what, ...(todo === undefined ? {} : { todo }) }) };
}
