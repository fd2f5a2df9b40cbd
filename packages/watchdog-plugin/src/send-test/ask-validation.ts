import type { HandOffTestStep } from "@rigline/core";
import { parseJson } from "@rigline/foundation/documents";
import { messageOf, shorten } from "@rigline/foundation/errors";
import type { HttpAnswer, HttpClient } from "@rigline/foundation/http";
import { redactUrl } from "@rigline/foundation/redaction";
import { validationUrl, type JsonObject } from "@rigline/manifest";
import { sendTestError } from "./send-test-errors.js";

const TIMEOUT_MS = 30_000;
const step = "validation";
const MOST_LETTERS = 600;

export interface ValidationQuestion {
  readonly endpoint: string | null;
  /** Null: nothing is submitted at this rig. */
  readonly request: JsonObject | null;
  readonly signal: AbortSignal;
}

/**
 * Whether the transfer service would take a request, by its own word: `POST /api/v2/validate_json`, which submits nothing. Rejects
 * once `signal` is aborted, with SEND_TEST_REQUEST_REFUSED and SEND_TEST_NOT_VALIDATED.
 */
export async function askValidation(
  http: Pick<HttpClient, "post">,
  { endpoint, request, signal }: ValidationQuestion,
): Promise<HandOffTestStep> {
  if (endpoint === null || request === null)
    return { step, level: "ok", message: "nothing to ask: this rig submits nothing (transfer_endpoint: null)" };
  const url = validationUrl(endpoint);
  if (url === undefined)
    return {
      step,
      level: "warning",
      message: `it is not known where ${redactUrl(endpoint)} says whether it would take a request`,
      todo: "Nothing, if the address is another service's. aind-data-transfer-service's ends in /api/v2/submit_jobs, without login or query.",
    };
  let answer: HttpAnswer;
  try {
    const headers = { "content-type": "application/json", accept: "application/json", "user-agent": "rigline" };
    answer = await http.post(url, { headers, body: JSON.stringify(request), timeoutMs: TIMEOUT_MS, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw sendTestError("SEND_TEST_NOT_VALIDATED", { what: `${url} can't be asked: ${messageOf(cause)}`, cause });
  }
  return judge(url, answer);
}

function judge(url: string, { status, body }: HttpAnswer): HandOffTestStep {
  const told = parse(body);
  if (status === 404 || status === 405)
    return {
      step,
      level: "warning",
      message: `${url} does not exist (${status}), so the service can't say whether it would take a request`,
      todo: "Nothing, if the service is an old one. Else correct `watchdog.transfer_endpoint`.",
    };
  if (status === 406 && told !== undefined)
    throw sendTestError("SEND_TEST_REQUEST_REFUSED", { what: `${url} would refuse the request`, why: explain(told) });
  if (status !== 200 || told === undefined)
    throw sendTestError("SEND_TEST_NOT_VALIDATED", {
      what:
        status === 200
          ? `what answers at ${url} is no transfer service`
          : `${url} answered ${status} to a request that it was to look at`,
      ...(body.trim() === "" ? {} : { why: shorten(body.trim(), MOST_LETTERS) }),
      todo:
        status === 200
          ? "Look what stands there: a login page, or a proxy's."
          : "Ask those who keep the service, by what it says; or correct `watchdog.transfer_endpoint`.",
    });
  return { step, level: "ok", message: `${url} would take the request of a session; nothing was submitted` };
}

/** Undefined: it is no JSON object, as a login page is none. */
function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  const parsed = parseJson(body);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
}

/** What it objects to: pydantic's list of errors, as JSON in a text. */
function explain({ message, data }: Readonly<Record<string, unknown>>): string {
  const errors = typeof data === "object" && data !== null ? (data as { errors?: unknown }).errors : undefined;
  const listed = typeof errors === "string" ? (parseJson(errors) ?? errors) : errors;
  const lines = Array.isArray(listed) ? listed.map(describeObjection) : [textOf(listed ?? message)];
  return shorten(lines.join("\n"), MOST_LETTERS);
}

function describeObjection(objection: unknown): string {
  const { loc, msg } = (objection ?? {}) as { readonly loc?: unknown; readonly msg?: unknown };
  if (typeof msg !== "string") return textOf(objection);
  return Array.isArray(loc) && loc.length > 0 ? `${loc.join(".")}: ${msg}` : msg;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "it does not say why");
}
