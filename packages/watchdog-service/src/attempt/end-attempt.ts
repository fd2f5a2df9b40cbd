import { systemCodeOf } from "@rigline/foundation/platform";
import { messageOf, RiglineError, type RetryRule } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { backOffMs } from "../errors/back-off.js";
import { RetryLater } from "../errors/retry-later.js";
import { retryRule } from "../errors/retry-rules.js";
import { mayPass } from "../errors/system-codes.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { dueIn, type IdleState } from "../jobs/job-entry.js";
import { jobError } from "../jobs/job-errors.js";
import type { JobJournal } from "../jobs/job-journal.js";
import type { Job } from "../jobs/job.js";
import { describe, park } from "../jobs/park.js";
import { NOT_TAKEN, submitError } from "../submit/submit-errors.js";
import type { RepeatedFailures } from "./repeated-failures.js";
import type { Step } from "./step.js";

/** However long the waits of a job have grown: to find a share again costs one look. */
export const AWAY_MS = 30_000;
/** One that did not answer for minutes is asked again soon, by one job at a time. */
const HANGING_MS = 10_000;

const AWAY_CODES = ["DESTINATION_MISSING", "DESTINATION_UNREACHABLE", "STORE_AWAY"];

const LONGEST_WAIT = { away: AWAY_MS, hanging: HANGING_MS, none: Infinity };

/** What a failed attempt says of the destination; undefined: nothing. */
function destinationTrouble(code: string): "away" | "hanging" | undefined {
  if (code === "COPY_STALLED") return "hanging";
  return AWAY_CODES.includes(code) ? "away" : undefined;
}

interface FailedAttempt {
  readonly parts: DaemonParts;
  readonly job: Job;
  readonly journal: JobJournal;
  readonly repeated: RepeatedFailures;
}

/** What a failed attempt leads to: another one later, or the job is parked. Reported, and recorded where it says anything new. */
export function endAttempt({ parts, job, journal, repeated }: FailedAttempt, step: Step, thrown: unknown): IdleState {
  const { clock, settings, report, random } = parts;
  const { error, rule } = withRule(thrown);
  const { state, fewFailures } = journal.history();
  const attempt = repeated.count(job, state.failuresInARow);
  if (rule === "never" || (rule === "few" && fewFailures + 1 >= settings.fewAttempts)) {
    repeated.forget(job);
    park(parts, journal, job.manifest, error);
    return { kind: "parked" };
  }
  const now = clock.now().getTime();
  const notBefore = thrown instanceof RetryLater ? thrown.notBefore : undefined;
  const asked = notBefore === undefined ? 0 : notBefore - clock.monotonic();
  if (asked > 0) mark("attempt: a service that names a time is not asked before it");
  const trouble = destinationTrouble(error.code);
  if (trouble !== undefined)
    mark("attempt: a destination that is away or hangs is looked for soon, however often it was");
  const backOff = backOffMs(settings.retry, attempt, random());
  const wait = Math.max(Math.min(backOff, LONGEST_WAIT[trouble ?? "none"]), asked);
  const retryAt = new Date(now + wait).toISOString();
  const failure = { step, code: error.code, message: describe(error), attempt, retryAt };
  const course = { attempt, now: clock.monotonic() };
  // Few failures are counted by their records, and who may not ask again before an hour has to know it after a restart.
  const mustStand = rule === "few" || fewFailures > 0 || asked > 0;
  const isNews = mustStand || repeated.isNews(job, failure, course);
  if (isNews || (step === "submit" && !takePostBack(journal, error.code))) {
    journal.append({
      type: "attemptFailed",
      ...failure,
      // A date has whole milliseconds, and what `now` lacks of one is not known: who goes by it after a restart is not to come too soon.
      ...(asked > 0 ? { notBefore: new Date(Math.ceil(now + asked + 1)).toISOString() } : {}),
    });
    repeated.noteRecorded(job, failure, course);
  } else {
    mark("attempt: a failure that says nothing new is not recorded each time");
    repeated.noteUntold(job, attempt);
  }
  report({ event: "failed", job: job.label, ...failure });
  const needs = step === "submit" ? "service" : "data";
  return {
    kind: "waiting",
    job,
    due: dueIn(wait, clock),
    retrying: true,
    needs,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/**
 * Records what came of the last post of a job that nobody wants any more, or not now: when its manifest comes back, a later answer is
 * believed by it. False: the journal takes nothing, so that it stays in doubt whether the service has the job.
 */
export function settlePost({ parts, journal }: Pick<FailedAttempt, "parts" | "journal">, thrown: unknown): boolean {
  const { error } = withRule(thrown);
  try {
    if (takePostBack(journal, error.code)) return true;
    const attempt = journal.history().state.failuresInARow + 1;
    const retryAt = parts.clock.now().toISOString();
    journal.append({
      type: "attemptFailed",
      step: "submit",
      code: error.code,
      message: describe(error),
      attempt,
      retryAt,
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Of a post that came to nothing both records stand, that it was about to be made and what came of it, or none: without the second
 * it has no known answer. None is needed where the service does not have the job by it, or may have it and that is on record already.
 */
function takePostBack(journal: JobJournal, code: string): boolean {
  if (!Object.hasOwn(submitError.table, code)) return false;
  if (!journal.history().mayHaveIt && !NOT_TAKEN.includes(code)) return false;
  if (!journal.takeBack("submitting")) return false;
  mark("attempt: a post that came to nothing new leaves no record");
  return true;
}

/** A coded error and its rule: what has neither is the system's refusal, or a mistake of ours. */
function withRule(thrown: unknown): { readonly error: RiglineError; readonly rule: RetryRule } {
  const known = thrown instanceof RetryLater ? thrown.error : thrown;
  if (known instanceof RiglineError) {
    const rule = retryRule(known.code);
    if (rule !== undefined) return { error: known, rule };
  }
  mark("attempt: a failure that no table knows still has a rule");
  const code = mayPass(systemCodeOf(known)) ? "STEP_REFUSED" : "STEP_FAILED";
  const said = known instanceof RiglineError ? `${known.code}: ${describe(known)}` : messageOf(known);
  const error = jobError(code, { what: `a step failed: ${said}`, cause: known });
  return { error, rule: jobError.table[code].retry };
}
