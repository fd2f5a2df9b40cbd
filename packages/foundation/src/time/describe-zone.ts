/**
 * A time zone as a person knows it, at a moment: `Pacific Daylight Time, America/Los_Angeles, UTC-07:00`. `zone`: an IANA name
 * that the system knows.
 */
export function describeZone(zone: string, at: Date): string {
  const [words, offset] = (["long", "longOffset"] as const).map((timeZoneName) => nameZone(zone, at, timeZoneName));
  const east = offset?.replace(/^GMT(?:[+-]00:00)?/u, "UTC");
  return [...new Set([words, zone, east])].filter((part) => part !== undefined).join(", ");
}

function nameZone(timeZone: string, at: Date, timeZoneName: "long" | "longOffset"): string | undefined {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value;
}
