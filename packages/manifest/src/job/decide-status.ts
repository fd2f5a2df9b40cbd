import { makeStatus, type GateStatus, type SessionStatus, type StatusWord } from "@rigline/foundation/status";
import { formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { adviseOnDamage, adviseOnParked, adviseOnUpload } from "./advise.js";
import { tellCopies } from "../further/copies-status.js";
import { copiesOf, hasArrived } from "../further/further-copies.js";
import type { DestinationHold } from "../hold/destination-hold.js";
import { tellHold } from "../hold/tell-hold.js";
import { toCopyStatus } from "./copy-progress.js";
import { describeDamage } from "./describe-damage.js";
import { describeJob, type SeenJob } from "./describe-job.js";
import type { JobState } from "./job-state.js";
import type { UploadState } from "./upload-status.js";
import type { DeletionVerdict } from "../gates/judge-deletion.js";
import { isCancelled, isCancelledByPerson, isTakenAway, isWithdrawn } from "./manifest-fate.js";

/** All that is known of a manifest that was published, for the one decision where its session stands. */
export interface HandOffFacts extends SeenJob {
  readonly now: Date;
  /** Whether somebody watches the flag folder; undefined: that can't be told. */
  readonly watched: boolean | undefined;
  /** The transfer service is asked what becomes of the upload. */
  readonly isFollowed: boolean;
  /** Undefined: nobody has asked. */
  readonly deletion: DeletionVerdict | undefined;
  /** By which that was decided; absent: nobody wants to see them. */
  readonly gates?: readonly GateStatus[];
  /** Another service, which keeps no record, is to take the manifest; undefined: a daemon of ours. */
  readonly other: OtherService | undefined;
  /** What the owner of the destination says to all rigs; absent: nothing, as far as a daemon knows. */
  readonly hold?: DestinationHold | undefined;
  readonly commands: StatusCommands;
}

/** What a manifest says of itself, where the service that takes it says nothing. */
export interface OtherService {
  /** It names a transfer service. */
  readonly submits: boolean;
  /** Undefined: at once. */
  readonly startsAt: Date | undefined;
}

/** What a person types. */
export interface StatusCommands {
  readonly redrive: string;
  /** The same of a further copy, by the file name of its manifest; absent: whoever lists the jobs knows. */
  readonly redriveCopy?: (manifest: string) => string;
  /** Starts a daemon; any of them. */
  readonly watch: readonly string[];
  /** Lets a held one go on; absent: whoever held it knows. */
  readonly release?: string;
  /** Publishes a manifest again that was taken away; absent: whoever put it there knows. */
  readonly again?: string;
  /** Hands off after all what a person has cancelled; absent: whoever cancelled it knows. */
  readonly wanted?: string;
}

/**
 * Where the data of a published manifest stand: the one decision, for `rigline status`, `rigline sessions`, the reports and
 * `rigline-watchdog status`. Of a service that keeps no record it says what the place of the manifest tells, and what it does not.
 */
export function decideStatus(facts: HandOffFacts): SessionStatus {
  const status = tellCopies(facts, tellHold(decideByItself(facts), facts.hold));
  return facts.gates === undefined ? status : { ...status, gates: facts.gates };
}

/** By the session's own job. */
function decideByItself(facts: HandOffFacts): SessionStatus {
  const { state, commands, now } = facts;
  // One that was taken away and is back is a new job as soon as a daemon looks.
  const isBack =
    facts.manifest === "queued" && ((isCancelled(state) && !isCancelledByPerson(state)) || isTakenAway(state));
  if (state === undefined || isBack) return decideUntold(facts);
  if (state.held !== undefined) return held(facts);
  if (isCancelled(state) || isWithdrawn(facts)) return cancelled(facts);
  if (isTakenAway(state)) return { ...afterArrival(facts, state), detail: describeJob(facts, now), isOver: true };
  switch (state.step) {
    case "accepted":
      return unlessUnwatched(facts, makeStatus("queued", { detail: describeJob(facts, now) }));
    case "scheduled":
      return unlessUnwatched(facts, makeStatus(waitWord(state, now), { detail: describeJob(facts, now) }));
    case "copying":
      return decideCopying(facts);
    case "published":
      return unlessUnwatched(facts, makeStatus("at its destination", { detail: describeJob(facts, now) }));
    case "submitted":
      return unlessUnwatched(facts, decideSubmitted(facts, state));
    case "cancelled":
      return cancelled(facts);
    case "complete":
      return state.verification?.isWhole === false
        ? damaged(state, state.verification)
        : withDeletion(facts, afterArrival(facts, state));
    case "parked":
      return makeStatus("stuck", {
        detail: describeJob(facts, now),
        todo: adviseOnParked(state, commands.redrive),
        isOver: true,
      });
  }
}

/** No daemon of ours has written of it. */
function decideUntold(facts: HandOffFacts): SessionStatus {
  const { manifest, other, now, state } = facts;
  if (manifest === "gone") return cancelled(facts);
  if (manifest === "archived") {
    const by = "another service has archived the manifest; it keeps no record of what it verified";
    if (other?.submits === false) return makeStatus("at its destination", { detail: by, isOver: true });
    const submitted = `${by}, nor of the job: what became of that is not known`;
    return makeStatus("submitted", { detail: submitted, isOver: true });
  }
  if (other === undefined || state !== undefined)
    return unlessUnwatched(facts, makeStatus("queued", { detail: describeJob({ state: undefined, manifest }, now) }));
  if (other.startsAt !== undefined && other.startsAt > now)
    return unlessUnwatched(
      facts,
      makeStatus("waiting for its time", { detail: `it starts at ${showLocalTime(other.startsAt.toISOString())}` }),
    );
  const silent =
    "whether it waits, is copied or is in trouble is not known: the service keeps no record until it is done";
  return unlessUnwatched(facts, makeStatus("queued", { detail: silent }));
}

function held(facts: HandOffFacts): SessionStatus {
  const { release } = facts.commands;
  const todo = release === undefined ? null : `\`${release}\` lets it go on`;
  return makeStatus("held", { detail: describeJob(facts, facts.now), todo, isOver: true });
}

function cancelled(facts: HandOffFacts): SessionStatus {
  const { state, commands } = facts;
  if (isCancelledByPerson(state)) {
    const todo = commands.wanted === undefined ? null : `\`${commands.wanted}\` hands it off after all`;
    return makeStatus("cancelled", { detail: describeJob(facts, facts.now), todo, isOver: true });
  }
  const todo =
    commands.again === undefined
      ? "Put the manifest back to hand the data off after all"
      : `\`${commands.again}\` publishes it again`;
  return makeStatus("cancelled", { detail: "its manifest was taken out of the queue", todo, isOver: true });
}

/** An hour that is over is no longer waited for. */
function waitWord({ scheduledUntil }: JobState, now: Date): StatusWord {
  return scheduledUntil !== undefined && new Date(scheduledUntil) <= now ? "queued" : "waiting for its time";
}

function decideCopying(facts: HandOffFacts): SessionStatus {
  const { progress, watched, now, state } = facts;
  const detail = describeJob({ ...facts, progress: undefined }, now);
  if (watched === false) return unlessUnwatched(facts, makeStatus("queued", { detail }));
  const copy = progress === undefined || state?.failure !== undefined ? null : toCopyStatus(progress, now);
  return makeStatus("copying", { detail, copy });
}

/** What it waits for at other destinations is named with them. */
function decideSubmitted(facts: HandOffFacts, state: JobState): SessionStatus {
  const arrived = { ...afterArrival(facts, state), isOver: false };
  const waits = state.failure === undefined && copiesOf(facts).some((copy) => copy.needed && !hasArrived(copy));
  return waits ? arrived : { ...arrived, detail: describeJob(facts, facts.now) };
}

/** All is at the destination; what comes after that. */
function afterArrival(facts: HandOffFacts, { submission, destination, upload }: JobState): SessionStatus {
  const at = destination ?? "";
  if (submission === undefined || submission.endpoint === null)
    return makeStatus("at its destination", { detail: at, isOver: true });
  if (upload === undefined) {
    const detail = facts.isFollowed
      ? `${at}; the transfer service has the job`
      : `${at}; what becomes of the job is not known: the service's address for that is not`;
    return makeStatus("submitted", { detail, isOver: !facts.isFollowed });
  }
  return describeUpload(at, upload);
}

/** Nothing else matters then: the source may be the last of what is missing. */
function damaged({ destination = "" }: JobState, verification: NonNullable<JobState["verification"]>): SessionStatus {
  const todo = adviseOnDamage(destination);
  return makeStatus("stuck", { detail: `${describeDamage(verification)}: ${destination}`, todo, isOver: true });
}

function describeUpload(at: string, { state, reason, job }: UploadState): SessionStatus {
  const told = reason === undefined ? "" : `: ${reason}`;
  switch (state) {
    case "queued":
      return makeStatus("submitted", { detail: `${at}; the job is in the service's queue${told}` });
    case "running":
      return makeStatus("processing", { detail: `${at}${told}` });
    case "success":
      return makeStatus("processed", { detail: `${at}${told}`, isOver: true });
    case "lost":
      return makeStatus("submitted", {
        detail: `${at}; what became of the job is not known${told}`,
        isOver: true,
      });
    case "failed":
      return makeStatus("stuck", {
        detail: `the upload has failed at the transfer service${told}; the data are at ${at}`,
        todo: adviseOnUpload({ job }),
        isOver: true,
      });
  }
}

/** What is at its end may be safe to delete; what is not says why. A trouble of the upload goes before. */
function withDeletion({ deletion, state }: HandOffFacts, status: SessionStatus): SessionStatus {
  if (deletion === undefined || status.word === "stuck") return status;
  if (!deletion.mayDelete) return { ...status, detail: `${status.detail}; keep the source: ${deletion.why}` };
  const detail = `verified, and ${nameEnd(status)}: ${status.detail}${tellDeleted(state)}`;
  return { ...status, word: "safe to delete", detail };
}

/** What is there no more need not be looked for. */
function tellDeleted(state: HandOffFacts["state"]): string {
  if (state?.deletedSince === undefined) return "";
  const { files, by, at } = state.deletedSince;
  return `; ${formatFiles(files)} deleted at the rig by ${by}${at === undefined ? "" : ` at ${showLocalTime(at)}`}`;
}

function nameEnd({ word }: SessionStatus): string {
  return word === "at its destination" ? "nothing to submit" : word === "submitted" ? "accepted" : word;
}

/** What waits goes on only when somebody watches. */
function unlessUnwatched({ watched, commands: { watch } }: HandOffFacts, status: SessionStatus): SessionStatus {
  if (watched !== false) return status;
  const detail = `${status.detail}; nobody watches the flag folder`;
  return { ...status, detail, todo: `Start a daemon: \`${watch.join("` or `")}\`` };
}
