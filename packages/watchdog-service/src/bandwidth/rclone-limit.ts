import { limitAt, type LimitedHours } from "./limited-hours.js";

const MINUTE_S = 60;

/**
 * The limit as rclone's `--bwlimit` takes it: a timetable of the day, which it keeps by itself however long it runs. Each of `workers` may run one at the
 * same time, and has its share. `throttle`: bytes in a second, whatever the hour allows. Undefined: there is no limit at any hour.
 */
export function rcloneLimit(
  hours: readonly LimitedHours[],
  throttle: number | undefined,
  workers: number,
): string | undefined {
  const rateAt = (minute: number): string => {
    const rates = [limitAt(hours, minute * MINUTE_S), throttle].filter((rate) => rate !== undefined);
    return rates.length === 0 ? "off" : `${Math.max(1, Math.floor(Math.min(...rates) / workers))}B`;
  };
  // What begins within a minute begins with it, for rclone knows no seconds.
  const changes = new Set(
    hours.flatMap(({ from, to }) => [from, to].map((at) => Math.floor(at / MINUTE_S) % (24 * MINUTE_S))),
  );
  if (changes.size === 0) return throttle === undefined ? undefined : rateAt(0);
  const times = [...changes].toSorted((one, other) => one - other);
  return times.map((minute) => `${showTime(minute)},${rateAt(minute)}`).join(" ");
}

function showTime(minute: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / MINUTE_S))}:${two(minute % MINUTE_S)}`;
}
