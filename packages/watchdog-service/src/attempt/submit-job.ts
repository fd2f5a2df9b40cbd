import { parseJson } from "@rigline/foundation/documents";
import { redactUrl } from "@rigline/foundation/redaction";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { addUploadParts, type JobState, type JsonObject, namesOfUploads } from "@rigline/manifest";
import type { JobJournal } from "../jobs/job-journal.js";
import { type Job, traceOf } from "../jobs/job.js";
import { idempotencyKey, postJob } from "../submit/post-job.js";
import { submitError } from "../submit/submit-errors.js";
import { PostFailed, type SubmittedRecord } from "./held-outcomes.js";
import { requireStillWanted } from "./last-look.js";
import type { Attempt } from "./step.js";

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
  parts.report({ event: "submitted", job: job.label, endpoint, status, ...traceOf(job) });
}

/**
 * The request as JSON; where several computers hand off one session, with what they say of their modalities. As a person has
 * corrected it, where somebody has.
 */
export function requestOf({ job, journal }: Pick<Attempt, "job" | "journal">): string {
  return requestFor(job, journal.history().state);
}

/** The same for whoever only knows how the job stands. */
export function requestFor(
  job: Pick<Job, "submitBody">,
  { gathered, correction }: Pick<JobState, "gathered" | "correction">,
): string {
  if (correction !== undefined) return correction.request;
  if (gathered === undefined) return job.submitBody();
  return JSON.stringify(addUploadParts(JSON.parse(job.submitBody()) as JsonObject, gathered));
}

async function postOnce(attempt: Attempt): Promise<SubmittedRecord> {
  const { parts, job, journal, held, signal, course } = attempt;
  const { endpoint, request } = job;
  const { gathered, correction } = journal.history().state;
  // What nobody has changed is the same submission again.
  const isChanged =
    correction !== undefined && correction.request !== requestFor(job, { gathered, correction: undefined });
  const key = idempotencyKey(request.name, job.digest, isChanged ? correction.request : undefined);
  if (endpoint === null) return { type: "submitted", endpoint, status: null, idempotencyKey: key };
  const shown = redactUrl(endpoint);
  const body = requestOf(attempt);
  // By which it is asked for later, also by who has the journal alone: the fleet's server.
  const names = namesOfUploads(parseJson(body));
  await requireStillWanted(parts, job, signal);
  const { unanswered, mayHaveIt } = journal.history();
  if (unanswered) {
    mark("submit: a post whose answer nobody knows is repeated with its key");
    parts.report({
      event: "notice",
      job: job.label,
      message: `it was posted to ${shown} before and no answer is known, because the daemon ended in between: it is posted again, with the same idempotency key. Look whether the service has it twice`,
    });
  }
  try {
    journal.append({ type: "submitting", endpoint: shown, idempotencyKey: key, room: ROOM });
  } catch (error) {
    // The record may stand all the same, where it could not be taken back. Of an earlier post the doubt stays.
    if (!unanswered) held.hold(job, new PostFailed(neverPosted(shown)));
    throw error;
  }
  const timeoutMs = parts.settings.submitTimeoutMs;
  try {
    const { status, answer, serviceTime } = await postJob(parts, {
      endpoint,
      body,
      idempotencyKey: key,
      traceparent: course.traceparent?.() ?? job.traceparent,
      mayHaveIt: unanswered || mayHaveIt,
      timeoutMs,
      signal,
    });
    const told = serviceTime === undefined ? {} : { serviceTime };
    const named = names.length === 0 ? {} : { names: [...names] };
    return { type: "submitted", endpoint: shown, status, idempotencyKey: key, answer, ...told, ...named };
  } catch (error) {
    // What the service has answered is known, whoever took the manifest away meanwhile: it may come back.
    if (error !== signal.reason) held.hold(job, new PostFailed(error));
    signal.throwIfAborted();
    throw error;
  }
}

function neverPosted(endpoint: string): RiglineError {
  mark("submit: a post that was never made, because it could not be recorded, leaves no doubt");
  return submitError("SUBMIT_NOT_SENT", {
    what: `nothing was posted to ${endpoint}: that it was about to be could not be recorded`,
  });
}

/** Without the service's words where these do not fit on the disk any more. */
function record(journal: JobJournal, full: SubmittedRecord): void {
  try {
    journal.append(full);
  } catch {
    mark("submit: an answer that does not fit on the disk is recorded without its words");
    const { answer: _words, ...short } = full;
    journal.append(short);
  }
}
