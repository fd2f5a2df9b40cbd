import { checkSubmitRequest } from "@rigline/manifest";
import { checkRequest } from "../plan/check-request.js";
import { requireEndpoint } from "../submit/submit-job.js";
import type { HandOff } from "./hand-off.js";
import type { JobHistory } from "./job-history.js";

/**
 * Everything about a hand-off that can be known without its data and their destination, so that it is told when the
 * manifest comes, by day, and not at its hour. Throws what the job would fail with; `state`: what is done already needs no
 * check.
 */
export function checkHandOff(handOff: HandOff, state: Partial<JobHistory["state"]>): void {
  if (state.published === undefined) checkRequest(handOff.request);
  if (handOff.endpoint === null || state.submission !== undefined) return;
  requireEndpoint(handOff.endpoint);
  handOff.submitBody();
}

const LONGEST_LOOKED_AT = 256 * 1024;

/** What the transfer service will probably refuse in the request, one sentence; undefined when nothing is known against it. */
export function requestNotice(handOff: HandOff): string | undefined {
  if (handOff.endpoint === null) return undefined;
  const body = handOff.submitBody();
  // Nobody writes such a request by hand, and looking through it would hold up the others.
  if (body.length > LONGEST_LOOKED_AT) return undefined;
  const request: unknown = JSON.parse(body);
  // Another service's, whose rules nobody here knows.
  if (typeof request !== "object" || request === null || !("upload_jobs" in request)) return undefined;
  const problems = checkSubmitRequest(request).map(({ message }) => message);
  return problems.length === 0 ? undefined : `the transfer service will probably refuse it: ${problems.join("; ")}`;
}
