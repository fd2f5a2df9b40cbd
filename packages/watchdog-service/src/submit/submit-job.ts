import type { Clock } from "@rigline/core/platform";
import { messageOf } from "@rigline/core/errors";
import { RetryLater } from "../errors/retry-later.js";
import type { HttpAnswer, HttpClient } from "../platform/http-client.js";
import { retryAfter } from "./retry-after.js";
import { submitError } from "./submit-errors.js";

export interface Submission {
  readonly endpoint: string;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Accepted {
  readonly status: number;
  /** The service's answer, shortened. */
  readonly answer: string;
}

const ANSWER_LETTERS = 2000;
const BUSY = [408, 425, 429];

/** Posts a job once. Returns when the service took it; else throws the errors of `submit-errors.ts`. */
export async function submitJob(
  { http, clock }: { readonly http: HttpClient; readonly clock: Pick<Clock, "now"> },
  { endpoint, body, idempotencyKey, timeoutMs, signal }: Submission,
): Promise<Accepted> {
  requireHttp(endpoint);
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": "rigline-watchdog",
    "idempotency-key": idempotencyKey,
  };
  let answer: HttpAnswer;
  try {
    answer = await http.post(endpoint, { headers, body, timeoutMs, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw submitError("SUBMIT_UNREACHABLE", { what: `posting to ${endpoint} failed: ${messageOf(cause)}`, cause });
  }
  return judge(endpoint, answer, clock.now());
}

function judge(endpoint: string, answer: HttpAnswer, now: Date): Accepted {
  const { status } = answer;
  const text = shorten(answer.body);
  if ((status >= 200 && status < 300) || isQueuedAlready(answer)) return { status, answer: text };
  const details = { what: `${endpoint} answered ${status}`, why: text === "" ? "it gave no reason" : text };
  if (status >= 500 || BUSY.includes(status))
    throw new RetryLater(submitError("SUBMIT_BUSY", details), retryAfter(answer, now));
  if (status >= 300 && status < 400)
    throw submitError("SUBMIT_REDIRECTED", {
      what: `${endpoint} answered ${status}`,
      why: `it wants the job at ${String(answer.headers["location"] ?? "a place it does not name")}`,
    });
  throw submitError("SUBMIT_REFUSED", details);
}

/**
 * aind-data-transfer-service answers so when it has the job: after a submission whose answer was lost on its way, that is
 * a yes.
 */
function isQueuedAlready({ status, body }: HttpAnswer): boolean {
  return status === 406 && body.includes("Job is already running/queued for");
}

function requireHttp(endpoint: string): void {
  const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : "";
  if (protocol !== "http:" && protocol !== "https:")
    throw submitError("SUBMIT_BAD_ENDPOINT", { what: `${endpoint} is no http or https address` });
}

function shorten(text: string): string {
  const line = text.trim();
  return line.length <= ANSWER_LETTERS ? line : `${line.slice(0, ANSWER_LETTERS)}…`;
}
