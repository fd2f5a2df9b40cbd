import type { HttpAnswer } from "../platform/http-client.js";

/** When the service asked to be tried again, from its Retry-After header: seconds or a date. */
export function retryAfter(answer: HttpAnswer, now: Date): Date | undefined {
  const header = answer.headers["retry-after"];
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,9}$/.test(text)) return new Date(now.getTime() + Number(text) * 1000);
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || /^\d+$/.test(text) ? undefined : date;
}
