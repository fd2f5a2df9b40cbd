import type { HttpAnswer } from "@rigline/foundation/http";
import type { Clock } from "@rigline/foundation/platform";

/** A service that names a day in ten years has a bug, and nothing is to be lost for it. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * When a service asked to be tried again, from its Retry-After header, seconds or a date: by the monotonic clock, a day from now at
 * most. Undefined: it did not ask.
 */
export function retryAfter(
  { headers }: Pick<HttpAnswer, "headers">,
  clock: Pick<Clock, "now" | "monotonic">,
): number | undefined {
  const header = headers["retry-after"];
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? "";
  // Dates begin with the name of a day; without that, Date would read a year into "-5".
  const instant = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : instant - clock.now().getTime();
  return Number.isNaN(wait) ? undefined : clock.monotonic() + Math.min(wait, LONGEST_RETRY_AFTER_MS);
}
