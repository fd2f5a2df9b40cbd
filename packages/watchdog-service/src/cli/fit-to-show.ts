import { escapeControl, escapeControlInJson, hideCredentials, redactUrls } from "@rigline/foundation/redaction";

/** Text on its way to a terminal or a log: no secrets, and nothing that could move a cursor. */
export function fitToShow(text: string): string {
  return escapeControl(hide(text));
}

/** A value as JSON that may be shown in the same places. */
export function fitJson(value: unknown, indent?: number): string {
  const shown = (_key: string, inner: unknown): unknown => (typeof inner === "string" ? hide(inner) : inner);
  return escapeControlInJson(JSON.stringify(value, shown, indent));
}

/** A line for a person, on standard output. */
export function say(text: string): void {
  process.stdout.write(`${fitToShow(text)}\n`);
}

/** A value for a program, on standard output. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${fitJson(value, 2)}\n`);
}

function hide(text: string): string {
  return hideCredentials(redactUrls(text));
}
