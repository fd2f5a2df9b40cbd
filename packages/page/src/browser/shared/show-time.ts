/** `14:03:22` today, `28 Nov, 14:03` this year, else with the year; by this computer's clock. */
export function showMoment(at: string | null): string {
  if (at === null) return "";
  const time = new Date(at);
  const now = new Date();
  if (time.toDateString() === now.toDateString()) return time.toLocaleTimeString([], { hour12: false });
  const year = time.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return time.toLocaleString([], {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    ...year,
  });
}
