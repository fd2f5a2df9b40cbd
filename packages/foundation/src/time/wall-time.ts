/** A moment as it was written: wall time, and the offset from UTC if the writer gave one. Never converted. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes east of UTC; null when the text has no zone. */
  readonly offset: number | null;
}

/** A time of day and its zone as pydantic reads them; − is U+2212. */
const CLOCK = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|z|[-+−]\d{2}:?\d{2})?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[Tt _]${CLOCK})?$`);
const TIME = new RegExp(`^${CLOCK}$`);

/** Reads an ISO 8601 date or date-time, as pydantic does (`T`, space; seconds and zone may be absent); undefined when it is none. */
export function readWallTime(text: string): WallTime | undefined {
  const match = ISO.exec(text);
  return match === null ? undefined : toWallTime(match.slice(1));
}

/** Reads `20:00`, `20:00:00.5`, `20:00:00Z`, `20:00:00-07:00`, as pydantic does; undefined for any other text. The day is the first of 1970. */
export function readClockTime(text: string): WallTime | undefined {
  const match = TIME.exec(text);
  return match === null ? undefined : toWallTime(["1970", "01", "01", ...match.slice(1)]);
}

function toWallTime(parts: readonly (string | undefined)[]): WallTime | undefined {
  const [year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = parts;
  return checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
    offset: readOffset(zone),
  });
}

/** Minutes east of UTC of `Z`, `+0545` or `+05:45`; null for none, NaN for one that can't be. */
function readOffset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (zone.startsWith("+") ? 1 : -1) * (hours * 60 + minutes);
}

/** Beyond it pydantic takes a number for milliseconds. */
const MILLISECONDS_FROM = 2e10;
const YEAR_1 = -62_135_596_800_000;

/**
 * The wall time at UTC of a number of seconds since 1970, or, as pydantic has it, of milliseconds when it is beyond 2e10.
 * Undefined outside the years 1 to 9999.
 */
export function wallTimeOfEpoch(number: number): WallTime | undefined {
  const inMilliseconds = Math.abs(number) > MILLISECONDS_FROM;
  const seconds = Math.floor(inMilliseconds ? number / 1000 : number);
  const rest = inMilliseconds ? (number - seconds * 1000) / 1000 : number - seconds;
  const microseconds = Math.round(rest * 1e6);
  const date = new Date((seconds + Math.floor(microseconds / 1e6)) * 1000);
  if (!(date.getTime() >= YEAR_1) || date.getUTCFullYear() > 9999) return undefined;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: microseconds % 1e6,
    offset: 0,
  };
}

/** The same, when such a day and time exist. */
export function checked(time: WallTime): WallTime | undefined {
  const { year, month, day, hour, minute, second, offset } = time;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || Number.isNaN(offset)) return undefined;
  return time;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
