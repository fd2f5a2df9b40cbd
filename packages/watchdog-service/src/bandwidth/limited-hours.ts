import type { Clock } from "@rigline/foundation/platform";
import { readTimeOfDay, wallTimeIn, type TimeOfDay } from "@rigline/foundation/time";
import type { BandwidthHours } from "@rigline/manifest";

/** Hours of the day with a limit. */
export interface LimitedHours {
  /** Seconds since midnight, by the clock on the wall. */
  readonly from: number;
  /** Not later than `from`: of the next day. */
  readonly to: number;
  readonly bytesPerSecond: number;
}

/** `entries`: of the watch config, which has checked them. */
export function toLimitedHours(entries: readonly BandwidthHours[]): readonly LimitedHours[] {
  return entries.flatMap(({ from, to, mb_per_s: megabytes }) => {
    const [begin, end] = [readTimeOfDay(from), readTimeOfDay(to)];
    if (begin === undefined || end === undefined) return [];
    return [{ from: secondsOf(begin), to: secondsOf(end), bytesPerSecond: megabytes * 1e6 }];
  });
}

/**
 * Bytes in a second now; undefined: as many as there can be. The clock on the wall decides: an hour that daylight saving
 * brings twice is limited twice, and one that it skips not at all.
 */
export function limitNow(hours: readonly LimitedHours[], clock: Pick<Clock, "now" | "zone">): number | undefined {
  // Whoever has no limit is not asked for the zone: all the tables of them would stay in memory, 10 MB.
  if (hours.length === 0) return undefined;
  const { hour, minute, second } = wallTimeIn(clock.now(), clock.zone());
  return limitAt(hours, (hour * 60 + minute) * 60 + second);
}

/** `now`: seconds since midnight. */
export function limitAt(hours: readonly LimitedHours[], now: number): number | undefined {
  return hours.find(({ from, to }) => (from < to ? from <= now && now < to : from <= now || now < to))?.bytesPerSecond;
}

function secondsOf({ hours, minutes, seconds }: TimeOfDay): number {
  return (hours * 60 + minutes) * 60 + seconds;
}
