const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `14d`, `36h`, `2w` in milliseconds; undefined when it is none of them. */
export function readAge(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d+)\s*([hdw])$/.exec(text.trim()) ?? [];
  const length = UNITS_MS[unit];
  return count === undefined || length === undefined ? undefined : Number(count) * length;
}
