import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { hasArrived, jobJournalPath, namesOfUploads, readCopies } from "@rigline/manifest";
import { backOffMs } from "../errors/back-off.js";
import { noteForCatalogue } from "../catalogue/note-entry.js";
import { haveCopiesArrived } from "../further/await-copies.js";
import { tryDeriving } from "../further/derive-copies.js";
import { requireStillWanted } from "./last-look.js";
import { requireApart } from "../further/require-apart.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { dueIn, type IdleState } from "../jobs/job-entry.js";
import { forManifest } from "../jobs/for-manifest.js";
import { isAnothers, type JobJournal } from "../jobs/job-journal.js";
import type { Job } from "../jobs/job.js";
import { hasJournal, isDeleted } from "../jobs/manifest-fate.js";
import { deleteSource } from "./delete-source.js";
import { endAttempt, settlePost } from "./end-attempt.js";
import { announceSubmission, gatherParts } from "./gather-parts.js";
import { followUpload } from "./follow-upload.js";
import { keepAtDestination, listHandedOff } from "./list-handed-off.js";
import { publishJob } from "./publish-job.js";
import type { AttemptCourse, Step, Attempt } from "./step.js";
import type { HeldOutcomes } from "./held-outcomes.js";
import { requestOf, submitJob } from "./submit-job.js";

/** Why an attempt is broken off from outside; `asked`: a person wants it held or cancelled; `paused`: the destination's owner. */
export type AbortReason = "stop" | "deleted" | "replaced" | "asked" | "paused";

/**
 * What an attempt leads to. `forgotten`: the manifest is to be looked at afresh; `gone`: it is no longer in the flag folder,
 * and what that means is still to be settled.
 */
type AttemptEnd = IdleState | { readonly kind: "complete" | "forgotten" | "gone" };

/** One attempt with the job's journal open for it. Never rejects. */
export async function attemptJob(
  parts: DaemonParts,
  job: Job,
  held: HeldOutcomes,
  signal: AbortSignal,
  course: AttemptCourse,
): Promise<AttemptEnd> {
  // Lets the caller note that it runs before anything happens.
  await Promise.resolve();
  const { clock, settings, report, random } = parts;
  try {
    // Another one would be begun where the flag folder was.
    if (!hasJournal(parts, job.manifest)) {
      mark("attempt: a job whose flag folder went away begins no journal elsewhere");
      return { kind: "forgotten" };
    }
    const journal = parts.openJournal(jobJournalPath(settings.flagFolder, job.manifest));
    try {
      if (isAnothers(journal)) return { kind: "forgotten" };
      return await performAttempt(parts, job, forManifest(journal, job.digest), held, signal, course);
    } finally {
      journal.close();
    }
  } catch (error) {
    mark("attempt: a job whose journal can't be written waits");
    // The journal itself can't be written: nothing is done that it could not tell, and later it may.
    const wait = backOffMs(settings.retry, settings.fewAttempts, random());
    report({ event: "notice", job: job.label, message: messageOf(error) });
    return { kind: "waiting", job, due: dueIn(wait, clock), retrying: true, needs: "data" };
  }
}

/** One attempt from opening the journal to the record of how it ended. Throws only when the journal can't be written. */
async function performAttempt(
  parts: DaemonParts,
  job: Job,
  journal: JobJournal,
  held: HeldOutcomes,
  signal: AbortSignal,
  course: AttemptCourse,
): Promise<AttemptEnd> {
  let step: Step = "begin";
  const onStep = (next: Step): void => course.onStep((step = next));
  try {
    const end = await runAttempt({ parts, job, journal, held, signal, course: { ...course, onStep } });
    if (typeof end === "object") {
      held.repeated.forget(job);
      return { kind: "waiting", job, due: { kind: "wall", at: end.until }, retrying: false, needs: "data" };
    }
    if (end === "parts" || end === "copies") {
      const wait = held.nextLook(job, parts.settings.retry, parts.random(), end);
      return { kind: "waiting", job, due: dueIn(wait, parts.clock), retrying: false, awaits: end, needs: "data" };
    }
    if (end !== "service") {
      held.repeated.forget(job);
      return { kind: end };
    }
    return { kind: "waiting", job, due: dueIn(0, parts.clock), retrying: false, needs: "service" };
  } catch (error) {
    const deleted = signal.aborted ? signal.reason === "deleted" : isDeleted(parts, job.manifest);
    const post = deleted || signal.aborted ? held.failure(job) : undefined;
    if (post !== undefined && settlePost({ parts, journal }, post.thrown)) held.forgetFailure(job);
    if (deleted) {
      mark("attempt: a manifest that was deleted under its attempt is settled");
      return { kind: "gone" };
    }
    if (signal.aborted || isReplaced(error)) {
      mark("attempt: a job that was broken off is looked at afresh");
      return { kind: "forgotten" };
    }
    const end = endAttempt({ parts, job, journal, repeated: held.repeated }, step, error);
    held.forgetFailure(job);
    return end;
  }
}

function isReplaced(error: unknown): boolean {
  return error instanceof RiglineError && error.code === "JOB_CANCELLED";
}

/**
 * Takes a job from where its journal says it stands to its end: publish, submit, delete the source if asked, archive. A
 * step is recorded when it is done and found again when it was done and not recorded, so a crash between any two
 * instructions costs no more than doing one step's check again. `gone`: somebody took the manifest away before it could be
 * archived. `service`: that has to be asked, and may not be yet; `parts`: other computers are to hand off theirs, or to submit; `copies`:
 * the data are not yet at each further destination where they are needed. `until`: what is to go first has arrived, and the rest waits
 * for its hour.
 */
async function runAttempt(
  attempt: Attempt,
): Promise<"complete" | "gone" | "service" | "parts" | "copies" | { readonly until: Date }> {
  const { parts, job, journal, course } = attempt;
  const { onStep } = course;
  if (journal.history().state.published === undefined) {
    onStep("publish");
    if (!job.surelyWhole) {
      await requireStillWanted(parts, job, attempt.signal);
      tryDeriving(parts, journal, job);
    }
    await requireApart(attempt);
    const letSleep = parts.awake?.hold();
    const until = await publishJob(attempt).finally(letSleep);
    if (until !== undefined) return { until };
  } else mark("attempt: what is published is not copied again");
  if (job.parts !== undefined && !isGathered(journal)) {
    onStep("gather");
    if ((await gatherParts(attempt, job.parts)) === "waits") return "parts";
  }
  if (journal.history().state.submission === undefined) {
    if (!course.mayAsk()) return "service";
    onStep("submit");
    await submitJob(attempt);
  } else mark("attempt: what is submitted is not posted again");
  const { gathered, announced } = journal.history().state;
  if (gathered !== undefined && !announced) {
    onStep("announce");
    await announceSubmission(attempt, namesOfUploads(JSON.parse(requestOf(attempt))));
  }
  followUpload(attempt);
  noteForCatalogue(attempt);
  onStep("copies");
  if (!haveCopiesArrived(attempt)) {
    await tellWaiting(attempt);
    return "copies";
  }
  if (job.deleteSource && !journal.history().state.sourceDeleted) {
    onStep("delete source");
    await deleteSource(attempt);
  }
  onStep("archive");
  listHandedOff(attempt);
  await keepAtDestination(attempt);
  return archive(attempt);
}

/** For days perhaps: what was handed off is listed beside the data that are there already. */
async function tellWaiting(attempt: Attempt): Promise<void> {
  const { parts, job, journal, held } = attempt;
  if (held.hasLooked(job)) return;
  listHandedOff(attempt);
  await keepAtDestination(attempt);
  const copies = readCopies(parts.fileSystem, parts.settings.flagFolder, journal.history().state);
  const missing = copies.filter((copy) => !hasArrived(copy));
  const places = missing.map(({ destination }) => destination).join(" and ");
  const many = missing.some(({ among }) => among !== undefined) ? "as many as are needed of " : "";
  const message = `at its destination; not done before its copy is at ${many}${places}`;
  parts.report({ event: "notice", job: job.label, message });
}

/** All parts have arrived and this computer is to submit, or the session is submitted. */
function isGathered(journal: JobJournal): boolean {
  const { gathered, submission } = journal.history().state;
  return gathered !== undefined || submission !== undefined;
}

async function archive({ parts, job, journal, signal }: Attempt): Promise<"complete" | "gone"> {
  const { pool, settings, report } = parts;
  const { manifest, digest } = job;
  const { completeFolder } = settings;
  const to = await pool.run({ kind: "archive", manifest, digest, completeFolder }, { signal });
  if (to === undefined) {
    mark("attempt: a manifest that somebody took away after all was done is archived nowhere");
    return "gone";
  }
  journal.append({ type: "archived", to });
  report({ event: "archived", job: job.label, to });
  return "complete";
}
