import type { Clock } from "@rigline/foundation/platform";
import { messageOf } from "@rigline/foundation/errors";
import { redactUrl } from "@rigline/foundation/redaction";
import type { HttpAnswer, HttpClient } from "../platform/http-client.js";
import { endpointObjection } from "./endpoint-objection.js";
import { hideEndpoint } from "./hide-endpoint.js";
import { judgeAnswer, type Accepted } from "./judge-answer.js";
import { submitError } from "./submit-errors.js";

export interface Submission {
  readonly endpoint: string;
  readonly body: string;
  readonly idempotencyKey: string;
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
  { http, clock }: { readonly http: HttpClient; readonly clock: Pick<Clock, "now"> },
  { endpoint, body, idempotencyKey, mayHaveIt, timeoutMs, signal }: Submission,
): Promise<Accepted> {
  requireEndpoint(endpoint);
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
    const why = hideEndpoint(endpoint)(messageOf(cause));
    throw submitError("SUBMIT_UNREACHABLE", { what: `posting to ${redactUrl(endpoint)} failed: ${why}` });
  }
  return judgeAnswer(endpoint, answer, mayHaveIt, clock.now());
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
