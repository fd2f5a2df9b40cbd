const LETTERS = 60;

/** A value as an error shows it: short, on one line, its kind visible. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "bigint") return shorten(String(value));
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "text" in value ? shorten(String(value.text)) : "a mapping";
  if (typeof value === "number") return String(value);
  return shorten(JSON.stringify(value) ?? typeof value);
}

function shorten(text: string): string {
  return text.length <= LETTERS ? text : `${text.slice(0, LETTERS)}…`;
}
