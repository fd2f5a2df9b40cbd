import { redactUrl } from "@rigline/foundation/redaction";
import type { JobRecord } from "@rigline/manifest";
import { idempotencyKey } from "../submit/idempotency-key.js";
import { submitJob } from "../submit/submit-job.js";
import type { Attempt } from "./attempt.js";
import type { HandOff } from "./hand-off.js";
import type { JobJournal } from "./job-journal.js";
import { requireStillWanted } from "./still-wanted.js";

export type SubmittedRecord = Extract<JobRecord, { readonly type: "submitted" }>;

/** What came of a post, and that no journal could take yet: a disk without room must not post again and again. */
export class HeldOutcomes {
  readonly #held = new Map<string, SubmittedRecord | PostFailed>();

  answer(handOff: HandOff): SubmittedRecord | undefined {
    const held = this.#held.get(keyOf(handOff));
    return held instanceof PostFailed ? undefined : held;
  }

  throwFailure(handOff: HandOff): void {
    const held = this.#held.get(keyOf(handOff));
    if (held instanceof PostFailed) throw held.thrown;
  }

  hold(handOff: HandOff, outcome: SubmittedRecord | PostFailed): void {
    this.#held.set(keyOf(handOff), outcome);
  }

  forgetAnswer(handOff: HandOff): void {
    this.#held.delete(keyOf(handOff));
  }

  /** Once a failure is in the journal the next attempt may post again. */
  forgetFailure(handOff: HandOff): void {
    if (this.#held.get(keyOf(handOff)) instanceof PostFailed) this.#held.delete(keyOf(handOff));
  }
}

class PostFailed {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

function keyOf({ manifest, digest }: HandOff): string {
  return `${digest} ${manifest}`;
}

/** As much as a record of the answer needs at least: written before the post, it shows that there is room for it. */
const ROOM = " ".repeat(512);

/**
 * Submits the job and records it. That it is about to be posted is on the device before it is; what came of it is held
 * until the journal takes it.
 */
export async function submitHandOff(attempt: Attempt): Promise<void> {
  const { parts, handOff, journal, held } = attempt;
  held.throwFailure(handOff);
  const answer = held.answer(handOff) ?? (await postOnce(attempt));
  held.hold(handOff, answer);
  record(journal, answer);
  held.forgetAnswer(handOff);
  const { endpoint, status } = answer;
  parts.report({ event: "submitted", job: handOff.request.name, endpoint, status });
}

async function postOnce({ parts, handOff, journal, held, signal }: Attempt): Promise<SubmittedRecord> {
  const { endpoint, request } = handOff;
  const key = idempotencyKey(request.name, handOff.digest);
  if (endpoint === null) return { type: "submitted", endpoint, status: null, idempotencyKey: key };
  const shown = redactUrl(endpoint);
  const body = handOff.submitBody();
  await requireStillWanted(parts, handOff, signal);
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
    const { status, answer } = await submitJob(parts, {
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
    held.hold(handOff, new PostFailed(error));
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
