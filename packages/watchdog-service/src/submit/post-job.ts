import { createHash } from "node:crypto";
import { wasNeverSent, type HttpAnswer, type HttpClient } from "@rigline/foundation/http";
import { mark } from "@rigline/foundation/marks";
import { messageOf } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import { redactUrl } from "@rigline/foundation/redaction";
import { hideEndpoint, judgeAnswer, type Accepted } from "./judge-answer.js";
import { submitError } from "./submit-errors.js";

interface Submission {
  readonly endpoint: string;
  readonly body: string;
  readonly idempotencyKey: string;
  /** As W3C Trace Context has it; undefined: nobody traces the session. */
  readonly traceparent: string | undefined;
  /** An earlier post of the job may have come through. */
  readonly mayHaveIt: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Posts a job once. Returns when the service took it; else throws the errors of `submit-errors.ts`. What it says never
 * holds the endpoint's user, password or query.
 */
export async function postJob(
  { http, clock }: { readonly http: HttpClient; readonly clock: Pick<Clock, "now" | "monotonic"> },
  { endpoint, body, idempotencyKey, traceparent, mayHaveIt, timeoutMs, signal }: Submission,
): Promise<Accepted> {
  requireEndpoint(endpoint);
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": "rigline-watchdog",
    "idempotency-key": idempotencyKey,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  let answer: HttpAnswer;
  try {
    answer = await http.post(endpoint, { headers, body, timeoutMs, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const why = hideEndpoint(endpoint)(messageOf(cause));
    if (wasNeverSent(cause)) {
      mark("submit: a post that never left leaves no doubt whether the service has the job");
      throw submitError("SUBMIT_NOT_SENT", { what: `no connection to ${redactUrl(endpoint)}: ${why}` });
    }
    throw submitError("SUBMIT_UNREACHABLE", { what: `posting to ${redactUrl(endpoint)} failed: ${why}` });
  }
  return judgeAnswer(endpoint, answer, mayHaveIt, clock);
}

/** Throws SUBMIT_BAD_ENDPOINT where nothing can be posted. */
export function requireEndpoint(endpoint: string): void {
  const why = endpointObjection(endpoint);
  if (why !== undefined)
    throw submitError("SUBMIT_BAD_ENDPOINT", {
      what: `the transfer_endpoint ${JSON.stringify(redactUrl(endpoint))} is no http or https address`,
      why,
    });
}

/**
 * The same for every submission of one manifest, whenever and by whichever process; 64 hex digits. `correction`: the request that
 * is posted instead of the manifest's own, which is another submission.
 */
export function idempotencyKey(name: string, manifestDigest: string, correction?: string): string {
  const corrected = correction === undefined ? "" : `\n${correction}`;
  return createHash("sha256").update(`rigline-submission\n${name}\n${manifestDigest}${corrected}`).digest("hex");
}

/** Why nothing can be posted to this address, as a sentence without its subject, or undefined. */
function endpointObjection(endpoint: string): string | undefined {
  if (!/^https?:\/\//i.test(endpoint.trim())) return "it does not begin with http:// or https://";
  if (!URL.canParse(endpoint)) return "it can't be read as an address";
  const { username, password } = new URL(endpoint);
  try {
    decodeURIComponent(username + password);
  } catch {
    return "its user or password has a % that must be written as %25";
  }
  return undefined;
}
