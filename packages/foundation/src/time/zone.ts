/** All the names of UTC; `Etc/GMT+8` is eight hours west of it. */
const UTC = /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|GMT(?:[+-]?0)?|Greenwich)$/iu;

export function isUtc(zone: string): boolean {
  return UTC.test(zone);
}

/** The IANA name of the system's zone; UTC, by which Node reckons then, where it names none that is known. */
export function readZone(): string {
  // Not as typed: with TZ="Pacific Standard Time" there is no zone at all.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions() as { timeZone?: string };
  return timeZone === undefined || timeZone === "Etc/Unknown" ? "UTC" : timeZone;
}

/**
 * Why local times are not what the variable TZ means, as a sentence, or undefined: Node takes what it can't read for UTC,
 * without a word (`Pacific Standard Time`, `PST8PDT,M3.2.0,M11.1.0`, nothing at all).
 */
export function zoneObjection(zone: string, variable: string | undefined): string | undefined {
  if (variable === undefined || !isUtc(zone) || isUtc(variable.replace(/^:/u, ""))) return undefined;
  return `the variable TZ is ${JSON.stringify(variable)}, which is no time zone that is known, so every local time is one of UTC`;
}
