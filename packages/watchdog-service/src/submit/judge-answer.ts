import { parseJson } from "@rigline/foundation/documents";
import { shorten } from "@rigline/foundation/errors";
import type { HttpAnswer } from "@rigline/foundation/http";
import { redactUrl, HIDDEN, redactUrls, secretsOf } from "@rigline/foundation/redaction";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { retryAfter } from "../errors/retry-after.js";
import { RetryLater } from "../errors/retry-later.js";
import { submitError } from "./submit-errors.js";

export interface Accepted {
  readonly status: number;
  /** The service's answer, shortened, without the endpoint's secrets. */
  readonly answer: string;
  /** When it took the job by its own clock, ISO 8601; absent: it does not say. */
  readonly serviceTime?: string;
}

const ANSWER_LETTERS = 2000;
const BUSY = [408, 425, 429];

/**
 * What an answer means. Returns when the service took the job: a 2xx with nothing behind it, or with a JSON object that
 * tells of no errors. Else throws the errors of `submit-errors.ts`. `mayHaveIt`: an earlier post of the job may have come
 * through.
 */
export function judgeAnswer(
  endpoint: string,
  answer: HttpAnswer,
  mayHaveIt: boolean,
  clock: Pick<Clock, "now" | "monotonic">,
): Accepted {
  const { status } = answer;
  const hide = hideEndpoint(endpoint);
  const text = shorten(hide(answer.body).trim(), ANSWER_LETTERS);
  const what = `${redactUrl(endpoint)} answered ${status}`;
  const details = { what, why: text === "" ? "it gave no reason" : text };
  if (isQueuedAlready(answer)) {
    if (mayHaveIt) {
      mark("submit: a service that has the job already, from a post whose answer was lost, has taken it");
      return { status, answer: text };
    }
    throw new RetryLater(submitError("SUBMIT_ALREADY_RUNNING", details), retryAfter(answer, clock));
  }
  if (status >= 200 && status < 300) {
    const told = parseAnswer(answer.body);
    if (told !== undefined && !tellsOfErrors(told)) return { status, answer: text, ...timeOf(told) };
    const code = told === undefined ? "SUBMIT_NOT_ACCEPTED" : "SUBMIT_WITH_ERRORS";
    throw new RetryLater(submitError(code, details), retryAfter(answer, clock));
  }
  if (status >= 500 || BUSY.includes(status))
    throw new RetryLater(submitError("SUBMIT_BUSY", details), retryAfter(answer, clock));
  if (status >= 300 && status < 400)
    throw submitError("SUBMIT_REDIRECTED", {
      what,
      why: `it wants the job at ${hide(String(answer.headers["location"] ?? "a place it does not name"))}`,
    });
  throw submitError("SUBMIT_REFUSED", details);
}

/**
 * aind-data-transfer-service answers so when it has a job of the same subject and time: after a submission whose answer was
 * lost on its way, that is a yes. Before one it is another's.
 */
function isQueuedAlready({ status, body }: HttpAnswer): boolean {
  return status === 406 && body.includes("Job is already running/queued for");
}

type Told = Readonly<Record<string, unknown>>;

/** What the service says with a 2xx, nothing where it says nothing; undefined: something else than the service answered. */
function parseAnswer(body: string): Told | undefined {
  if (body.trim() === "") return {};
  const parsed = parseJson(body);
  return isObject(parsed) ? parsed : undefined;
}

/** That is no acceptance. */
function tellsOfErrors(told: Told): boolean {
  const places = isObject(told["data"]) ? [told, told["data"]] : [told];
  return places.some(({ errors, error }) => saysSomething(errors) || saysSomething(error));
}

/**
 * aind-data-transfer-service answers with what Airflow answered it, in `data.responses` (`submit_jobs_v2` of its `server.py`, 2.2.2):
 * a run, whose date is by the clock that the dates of its upload jobs are by.
 */
function timeOf({ data }: Told): Pick<Accepted, "serviceTime"> {
  const responses: unknown = isObject(data) ? data["responses"] : undefined;
  const [run] = Array.isArray(responses) ? (responses as readonly unknown[]) : [];
  const time = isObject(run) ? (run["execution_date"] ?? run["logical_date"]) : undefined;
  return typeof time === "string" && !Number.isNaN(Date.parse(time)) ? { serviceTime: time } : {};
}

function isObject(value: unknown): value is Told {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function saysSomething(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}

/** A shorter one would be found in every other word. */
const SHORTEST = 4;

/**
 * Hides an endpoint's secrets in a text: within addresses, and where a service's answer or the system repeats them without
 * the address around them.
 */
export function hideEndpoint(endpoint: string): (text: string) => string {
  const secrets = secretsOf(endpoint).filter((secret) => secret.length >= SHORTEST);
  return (text) => redactUrls(secrets.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text));
}
