/** A value as an error shows it: short, and of nothing more than its kind where it is no plain value. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a promise";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "symbol" || typeof value === "bigint" ? `a ${typeof value}` : JSON.stringify(value);
}
