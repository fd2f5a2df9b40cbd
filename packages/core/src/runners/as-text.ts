/** What a plugin in plain JavaScript passed as text may be anything, and the journal takes text only. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}
