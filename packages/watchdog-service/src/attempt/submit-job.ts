import { redactUrl } from "@rigline/foundation/redaction";
import type { JobRecord } from "@rigline/manifest";
import type { JobJournal } from "../jobs/job-journal.js";
import type { Job } from "../jobs/job.js";
import { idempotencyKey, postJob } from "../submit/post-job.js";
import { requireStillWanted } from "./last-look.js";
import type { Attempt } from "./step.js";

export type SubmittedRecord = Extract<JobRecord, { readonly type: "submitted" }>;

/** What came of a post, and that no journal could take yet: a disk without room must not post again and again. */
export class HeldOutcomes {
  readonly #held = new Map<string, SubmittedRecord | PostFailed>();

  answer(job: Job): SubmittedRecord | undefined {
    const held = this.#held.get(keyOf(job));
    return held instanceof PostFailed ? undefined : held;
  }

  throwFailure(job: Job): void {
    const held = this.#held.get(keyOf(job));
    if (held instanceof PostFailed) throw held.thrown;
  }

  hold(job: Job, outcome: SubmittedRecord | PostFailed): void {
    this.#held.set(keyOf(job), outcome);
  }

  forgetAnswer(job: Job): void {
    this.#held.delete(keyOf(job));
  }

  /** Once a failure is in the journal the next attempt may post again. */
  forgetFailure(job: Job): void {
    if (this.#held.get(keyOf(job)) instanceof PostFailed) this.#held.delete(keyOf(job));
  }
}

class PostFailed {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

function keyOf({ manifest, digest }: Job): string {
  return `${digest} ${manifest}`;
}

/** As much as a record of the answer needs at least: written before the post, it shows that there is room for it. */
const ROOM = " ".repeat(512);

/**
 * Submits the job and records it. That it is about to be posted is on the device before it is; what came of it is held
 * until the journal takes it.
 */
export async function submitJob(attempt: Attempt): Promise<void> {
  const { parts, job, journal, held } = attempt;
  held.throwFailure(job);
  const answer = held.answer(job) ?? (await postOnce(attempt));
  held.hold(job, answer);
  record(journal, answer);
  held.forgetAnswer(job);
  const { endpoint, status } = answer;
  parts.report({ event: "submitted", job: job.request.name, endpoint, status });
}

async function postOnce({ parts, job, journal, held, signal }: Attempt): Promise<SubmittedRecord> {
  const { endpoint, request } = job;
  const key = idempotencyKey(request.name, job.digest);
  if (endpoint === null) return { type: "submitted", endpoint, status: null, idempotencyKey: key };
  const shown = redactUrl(endpoint);
  const body = job.submitBody();
  await requireStillWanted(parts, job, signal);
  const { unanswered, mayHaveIt } = journal.history();
  if (unanswered)
    parts.report({
      event: "notice",
      job: request.name,
      message: `it was posted to ${shown} before and no answer is known, because the daemon ended in between: it is posted again, with the same idempotency key. Look whether the service has it twice`,
    });
  journal.append({ type: "submitting", endpoint: shown, idempotencyKey: key, room: ROOM });
  const timeoutMs = parts.settings.submitTimeoutMs;
  try {
    const { status, answer } = await postJob(parts, {
      endpoint,
      body,
      idempotencyKey: key,
      mayHaveIt: unanswered || mayHaveIt,
      timeoutMs,
      signal,
    });
    return { type: "submitted", endpoint: shown, status, idempotencyKey: key, answer };
  } catch (error) {
    signal.throwIfAborted();
    held.hold(job, new PostFailed(error));
    throw error;
  }
}

/** Without the service's words where these do not fit on the disk any more. */
function record(journal: JobJournal, full: SubmittedRecord): void {
  try {
    journal.append(full);
  } catch {
    const { answer: _words, ...short } = full;
    journal.append(short);
  }
}
