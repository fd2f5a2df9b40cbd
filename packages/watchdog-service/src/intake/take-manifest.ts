import { placeIn } from "@rigline/foundation/paths";
import { type Clock, systemCodeOf } from "@rigline/foundation/platform";
import { nextOccurrence } from "@rigline/foundation/time";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, type JobRecord, type JobState } from "@rigline/manifest";
import { mayPass } from "../errors/system-codes.js";
import { giveUpCopies, tryDeriving } from "../further/derive-copies.js";
import type { Leftovers } from "../gone/leftovers.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { dueIn, type Due, type IdleState, type JobEntry } from "../jobs/job-entry.js";
import type { JobJournal } from "../jobs/job-journal.js";
import { type Job, traceOf } from "../jobs/job.js";
import { journalStamp } from "../jobs/manifest-fate.js";
import { isParkedFor, park } from "../jobs/park.js";
import { LONGEST_RETRY_AFTER_MS } from "../errors/retry-after.js";
import { fingerprint, type FoundManifest } from "../watch/scan-folder.js";
import { DOUBTFUL_TIMES } from "../watch/settle-tracker.js";
import { checkJob, requestNotice, readManifest } from "./read-manifest.js";

/** A scanner or a writer lets go of a file sooner than this; who may not read it now will not tomorrow. */
const REFUSED_MS = 60_000;

export interface TakeOptions {
  /** Sees to the copies that the manifest's earlier jobs began. */
  readonly leftovers: Leftovers;
  /** Whoever writes it may only have paused. */
  readonly mayGrow: boolean;
  /** For how long it can't be read; 0: not known to be so. */
  readonly refusedMs: number;
  /** What was read at the first look, when that proved it whole. */
  readonly proven: Job | undefined;
  /** What was read at an earlier look, be it what stands there now or not. */
  readonly read: Job | undefined;
}

/**
 * Takes a manifest that has settled, or proved whole: reads it, finds where its job stands, and says what is to become of it. A manifest
 * that can't be used is parked, and the journal says why; but nothing is said yet, and undefined returned, of one that
 * `mayGrow`. Throws MANIFEST_UNREADABLE of one that the system does not let us read: what it says is not known, so it is to
 * be looked at again, parked or not.
 */
export function takeManifest(parts: DaemonParts, found: FoundManifest, options: TakeOptions): JobEntry | undefined {
  const journalPath = jobJournalPath(parts.settings.flagFolder, found.path);
  const journal = parts.openJournal(journalPath);
  let state: IdleState | undefined;
  try {
    state = judge(parts, found, journal, options);
    if (state?.kind === "waiting" || state?.kind === "held") options.leftovers.clear(journal.history().abandoned);
  } finally {
    journal.close();
  }
  if (state === undefined) return undefined;
  return {
    path: found.path,
    fingerprint: fingerprint(found.entry),
    journalStamp: journalStamp(parts, found.path),
    state,
    since: Number(found.entry.changedNs / 1_000_000n),
  };
}

/** Set aside for want of the manifest alone: when that is there and can be read, they are over. */
const BACK = ["MANIFEST_UNREADABLE", "MANIFEST_TAKEN_AWAY"];

function judge(
  parts: DaemonParts,
  found: FoundManifest,
  journal: JobJournal,
  { mayGrow, refusedMs, proven, read }: TakeOptions,
): IdleState | undefined {
  let job: Job;
  try {
    job = proven ?? readManifest(parts, found, read);
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    if (mayGrow && !isParkedFor(journal, error)) return undefined;
    const unreadable = error.code === "MANIFEST_UNREADABLE";
    if (!unreadable || (isRefusal(error) && refusedMs >= REFUSED_MS)) park(parts, journal, found.path, error);
    if (unreadable) throw error;
    return { kind: "parked" };
  }
  if (BACK.includes(journal.history().state.parkedCode ?? "")) {
    mark("intake: a manifest that can be read again, or is back, is put back to work");
    journal.append({ type: "redriven" });
  }
  const { state } = journal.history();
  const isKnown = isSameJob(state, job);
  if (isKnown && state.parkedCode !== undefined) return { kind: "parked" };
  try {
    checkJob(job, isKnown ? state : undefined);
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    if (mayGrow && !job.surelyWhole && !isKnown) return undefined;
    if (!isKnown) journal.append(acceptedRecord(found, job));
    park(parts, journal, found.path, error);
    return { kind: "parked" };
  }
  const idle = isKnown ? resume(parts, state, job) : accept(parts, found, journal, job);
  if (journal.history().state.held !== undefined) return { kind: "held", job };
  // What waits until nobody goes on writing it is derived when it begins.
  const isScheduled = idle.kind === "waiting" && idle.due.kind === "wall";
  if (isKnown || job.surelyWhole || isScheduled) tryDeriving(parts, journal, job);
  return idle;
}

/** The system's no to this user, or to this file, and not one that passes. */
function isRefusal({ cause }: RiglineError): boolean {
  const code = systemCodeOf(cause);
  return code === "EACCES" || code === "EPERM" || !mayPass(code);
}

function resume(parts: DaemonParts, state: JobState, job: Job): IdleState {
  mark("intake: a job goes on where its journal says it stood");
  const { published, submission, gathered, planned } = state;
  const isPosted = submission !== undefined || (job.parts !== undefined && gathered === undefined);
  const needs = published !== undefined && !isPosted ? "service" : "data";
  return {
    kind: "waiting",
    job,
    due: resumeAt(parts, state),
    retrying: state.failuresInARow > 0,
    needs,
    begun: planned !== undefined,
  };
}

/** A manifest that comes back with other bytes, or after its job was complete or cancelled, is a new job. */
function isSameJob({ digest, archivedTo, cancelled }: JobState, job: Job): boolean {
  return digest === job.digest && archivedTo === undefined && cancelled === undefined;
}

function accept(parts: DaemonParts, found: FoundManifest, journal: JobJournal, job: Job): IdleState {
  const state = begin(parts, found, journal, job);
  parts.spans?.taken(job, cameAt(parts.clock, found));
  const notices = [...job.notices, requestNotice(job)].filter((notice) => notice !== undefined);
  for (const message of notices) parts.report({ event: "notice", job: job.label, message });
  return state;
}

function acceptedRecord({ path }: FoundManifest, job: Job): JobRecord & { readonly type: "accepted" } {
  const { request, digest, copyOf } = job;
  const { name } = request;
  const destination = placeIn(request.destination, name);
  const more = { ...(copyOf === undefined ? {} : { copyOf }), ...traceOf(job) };
  return { type: "accepted", manifest: path, digest, name, destination, ...more };
}

/** Who wrote it may not have flushed it, and a journal without its manifest is that of a cancelled job. */
function flushFound({ disk, settings }: DaemonParts, path: string): void {
  disk.flushFile(path);
  disk.syncFolder(settings.flagFolder);
}

function begin(parts: DaemonParts, found: FoundManifest, journal: JobJournal, job: Job): IdleState {
  const { clock, report, settings } = parts;
  const { path } = found;
  const accepted = acceptedRecord(found, job);
  const { destination } = accepted;
  // Before the record: who goes on behind it knows no more of the job before.
  if (journal.history().state.digest !== undefined) giveUpCopies(parts, job);
  const at = startOf(parts, found, journal.history().state, job);
  const rest = restOf(parts, found, job, at);
  flushFound(parts, path);
  if (at === undefined) {
    journal.append(accepted, ...rest);
    report({ event: "accepted", job: job.label, manifest: path, destination, ...traceOf(job) });
    const wait = job.surelyWhole ? 0 : settings.settleMs * (DOUBTFUL_TIMES - 1);
    return { kind: "waiting", job, due: dueIn(wait, clock), retrying: false, needs: "data" };
  }
  journal.append(accepted, { type: "scheduled", until: at.toISOString() }, ...rest);
  report({ event: "accepted", job: job.label, manifest: path, destination, ...traceOf(job) });
  report({ event: "scheduled", job: job.label, until: at.toISOString() });
  return { kind: "waiting", job, due: { kind: "wall", at }, retrying: false, needs: "data" };
}

/** Its hour: the one that a person chose before anybody had read the manifest, or the manifest's own; undefined: at once. */
function startOf({ clock }: DaemonParts, found: FoundManifest, before: JobState, job: Job): Date | undefined {
  if (before.digest === undefined && before.scheduledUntil !== undefined) return new Date(before.scheduledUntil);
  if (job.schedule === undefined) return undefined;
  // From when the manifest came into the folder: what came due while no daemon ran is run now and not a day later.
  return nextOccurrence(job.schedule, cameAt(clock, found), clock.zone());
}

/**
 * From when on the rest of it goes, counted from when it may begin. Recorded with the job: who goes on after a crash must not wait
 * for the same hour of another day.
 */
function restOf(
  { clock }: DaemonParts,
  found: FoundManifest,
  { later }: Job,
  start: Date | undefined,
): readonly JobRecord[] {
  if (later === undefined) return [];
  const until = nextOccurrence(later.at, start ?? cameAt(clock, found), clock.zone());
  return [{ type: "scheduled", until: until.toISOString(), rest: "begins" }];
}

/** When the manifest came into the folder. */
function cameAt(clock: Pick<Clock, "now">, { entry }: FoundManifest): Date {
  return new Date(Math.min(Number(entry.changedNs / 1_000_000n), clock.now().getTime()));
}

/** A wall clock that was set back must not keep a job waiting for longer than was meant. */
function resumeAt({ clock, settings }: DaemonParts, state: JobState): Due {
  const left = (at: string): number => new Date(at).getTime() - clock.now().getTime();
  const { failure, scheduledUntil, planned } = state;
  const retryAt = failure?.retryAt;
  if (typeof retryAt === "string") {
    const asked = failure?.notBefore === undefined ? 0 : Math.min(left(failure.notBefore), LONGEST_RETRY_AFTER_MS);
    return dueIn(Math.max(0, asked, Math.min(left(retryAt), settings.retry.maxMs)), clock);
  }
  // Of some jobs a part goes first, and the rest waits behind its plan.
  const isWaiting = planned === undefined || state.step === "scheduled";
  if (scheduledUntil !== undefined && isWaiting) return { kind: "wall", at: new Date(scheduledUntil) };
  return dueIn(0, clock);
}
