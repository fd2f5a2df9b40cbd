import { nextOccurrence, readTimeOfDay, type TimeOfDay } from "@rigline/foundation/time";

export interface NightWishes {
  /** When a night begins. */
  readonly at: TimeOfDay;
  /** So many sessions are begun in one. */
  readonly perNight: number;
}

/** A time by the clock on the wall, such as `20:00`; undefined for any other text. */
export function readNight(text: string): TimeOfDay | undefined {
  const time = readTimeOfDay(text);
  return time === undefined || time.offset !== null || text.includes("-") ? undefined : time;
}

/**
 * When each of so many sessions is to begin, the first in the night that comes: a few in each, by the clock on the wall, also across
 * the change of daylight saving.
 */
export function planNights(
  count: number,
  { at, perNight }: NightWishes,
  { now, zone }: { readonly now: Date; readonly zone: string },
): readonly Date[] {
  const nights: Date[] = [];
  let night = now;
  for (let index = 0; index < count; index += 1) {
    if (index % perNight === 0) night = nextOccurrence(at, night, zone);
    nights.push(night);
  }
  return nights;
}
