const LETTERS = 60;

/** A value as an error shows it: short, on one line, and of nothing more than its kind where it is no plain value. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** At most so many letters, 60 when absent. */
export function shorten(text: string, letters = LETTERS): string {
  return text.length <= letters ? text : `${text.slice(0, letters)}…`;
}
