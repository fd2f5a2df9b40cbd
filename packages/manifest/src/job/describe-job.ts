import { systemClock } from "@rigline/foundation/platform";
import { formatBytes, formatData, formatFiles } from "@rigline/foundation/quantities";
import { nameStatus } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import { toCopyStatus, type CopyProgress } from "./copy-progress.js";
import { copiesOf, type CopyStanding, isCopyOwed } from "../further/further-copies.js";
import { describeHold, type DestinationHold } from "../hold/destination-hold.js";
import type { Awaiting } from "../parts/index.js";
import type { Selected } from "../selection/selected.js";
import type { JobState } from "./job-state.js";

/** What the daemon, or the lack of one, has made of a manifest by now. */
export interface SeenJob {
  /** Undefined: no daemon of ours has taken it up. */
  readonly state: JobState | undefined;
  /** `queued` in the flag folder, `archived` in the folder of the completed ones, `gone` from both. */
  readonly manifest: "queued" | "archived" | "gone";
  /** Of the copy under way; absent: none is, or nobody tells of it. */
  readonly progress?: CopyProgress | undefined;
  /** The session's further copies as they stand; one that is missing here is not taken for there. */
  readonly copies?: readonly CopyStanding[] | undefined;
  /** What the owner of its destination says to all rigs; absent: nothing, or nobody has looked. */
  readonly ownerHold?: DestinationHold | undefined;
}

/** How far a job is, one phrase for the person who waits; the same in the progress, the report, `rigline sessions` and `rigline status`. */
export function describeJob({ state, manifest, progress, copies, ownerHold }: SeenJob, now?: Date): string {
  if (state === undefined) return manifest === "queued" ? "waiting for the daemon" : manifest;
  if (state.held !== undefined) return describeHeld(state.held);
  const failure = state.step === "parked" ? undefined : describeFailure(state, now);
  switch (state.step) {
    case "accepted":
      return failure ?? withHold("waiting until the files are still", ownerHold, ["pause", "drain"]);
    case "scheduled":
      if (failure !== undefined) return failure;
      return state.planned?.first === true
        ? `what goes first is copied and verified, the rest starts at ${showSchedule(state)}`
        : `it starts at ${showSchedule(state)}`;
    case "copying":
      return failure ?? withHold(describeCopy(state, progress, now), ownerHold, ["pause"]);
    case "published":
      return describePublished(state, failure);
    case "submitted":
      return failure ?? describeSubmitted(state, copies);
    case "complete":
      return "complete";
    case "parked":
      return state.failure?.message ?? "parked, and no reason was given";
    case "cancelled":
      return describeCancelled(state);
  }
}

/** `stops`: what keeps a job of this step from going on. */
function withHold(text: string, hold: DestinationHold | undefined, stops: readonly DestinationHold["mode"][]): string {
  if (hold === undefined) return text;
  if (stops.includes(hold.mode)) return describeHold(hold);
  return hold.mode === "throttle" ? `${text}; ${describeHold(hold)}` : text;
}

function describeHeld({ by, at, reason }: NonNullable<JobState["held"]>): string {
  return `held by ${by}${describeWhen(at)}${reason === undefined ? "" : `: ${reason}`}`;
}

function describeCancelled({ cancelled }: JobState): string {
  const who = cancelled?.by === undefined ? "" : `by ${cancelled.by}${describeWhen(cancelled.at)}: `;
  return `${who}${cancelled?.reason ?? "no reason was given"}`;
}

function describeWhen(at: string | undefined): string {
  return at === undefined ? "" : ` at ${showLocalTime(at)}`;
}

function showSchedule({ scheduledUntil }: JobState): string {
  return scheduledUntil === undefined ? "its scheduled time" : showLocalTime(scheduledUntil);
}

function describeFailure({ failure }: JobState, now: Date | undefined): string | undefined {
  if (failure === undefined) return undefined;
  if (failure.retryAt === null) return failure.message;
  // Not each failure is on record.
  const when = new Date(failure.retryAt) < (now ?? systemClock.now()) ? "since" : "at";
  return `${failure.message}; tried again ${when} ${showLocalTime(failure.retryAt)}`;
}

function describePublished({ published, awaiting }: JobState, failure: string | undefined): string {
  const files = published === undefined ? "the" : `all ${published.files}`;
  const next = awaiting === undefined ? "the transfer service has not taken the job yet" : describeAwaiting(awaiting);
  const awaits = `${files} files have arrived; ${next}`;
  return failure === undefined ? awaits : `${awaits}: ${failure}`;
}

function describeSubmitted(state: JobState, copies: SeenJob["copies"]): string {
  const missing = copiesOf({ state, copies }).filter(isCopyOwed);
  if (missing.length === 0) return "submitted, archiving the manifest";
  return `it waits for its copy at ${missing.map(({ destination }) => destination).join(" and ")}`;
}

/** What a part of a session waits for, one phrase. */
export function describeAwaiting({ missing, submits }: Pick<Awaiting, "missing" | "submits">): string {
  if (missing.length > 0) return `it waits for ${missing.join(", ")}, which another computer is to hand off`;
  return `all parts have arrived, and ${submits ?? "another computer"} is to submit the session`;
}

/** What of a job's data is at the destination. */
export function describeArrival({ planned, verified, published, submission, destination }: JobState): string {
  if (published !== undefined) {
    const where = destination === undefined ? "at the destination" : `at ${destination}`;
    const job = submission === undefined ? "the job is not submitted" : "the job is submitted";
    return `all ${published.files} files (${formatBytes(published.bytes)}) have arrived ${where}, and ${job}`;
  }
  if (planned === undefined) return "nothing has been copied yet";
  const bytes = `${formatBytes(verified.bytes)} of ${formatBytes(planned.bytes)}`;
  return `${verified.files} of ${formatFiles(planned.files)} (${bytes}) are copied and verified, and none is published yet`;
}

/** What patterns leave at the rig, and which they are, one phrase. */
export function describeSelected({ selection, leftOut }: Selected): string {
  const said = (["include", "exclude"] as const).flatMap((key) => {
    const patterns = selection.flatMap((one) => one[key]);
    return patterns.length === 0 ? [] : [`${key} ${patterns.join(", ")}`];
  });
  return `${formatData(leftOut)}, which stay at the rig (${said.join("; ")})`;
}

/** The files that are verified, and within a large one how far it is. */
function describeCopy(
  { verified, planned }: JobState,
  progress: CopyProgress | undefined,
  now: Date | undefined,
): string {
  const files =
    planned === undefined
      ? `verified ${formatData(verified)}`
      : `verified ${verified.files} of ${formatFiles(planned.files)}, ${formatBytes(verified.bytes)} of ${formatBytes(planned.bytes)}`;
  if (progress === undefined) return files;
  return `${nameStatus({ word: "copying", copy: toCopyStatus(progress, now ?? systemClock.now()) })}; ${files}`;
}
