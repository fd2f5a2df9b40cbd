import type { HttpAnswer } from "../platform/http-client.js";

/** A service that names a day in ten years has a bug, and the job is not to be lost for it. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/** When the service asked to be tried again, from its Retry-After header: seconds or a date. A day from now at most. */
export function retryAfter(answer: HttpAnswer, now: Date): Date | undefined {
  const header = answer.headers["retry-after"];
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? "";
  const latest = now.getTime() + LONGEST_RETRY_AFTER_MS;
  if (/^\d+$/.test(text)) return new Date(Math.min(latest, now.getTime() + Number(text) * 1000));
  // Dates begin with the name of a day; without that, Date would read a year into "-5".
  const instant = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : new Date(Math.min(latest, instant));
}
