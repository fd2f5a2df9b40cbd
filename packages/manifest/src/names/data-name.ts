import { formatClock, formatDate, readWallTime } from "@rigline/foundation/time";
import { requireWallTime } from "./format-datetime.js";

/** What a data asset's name says. */
export interface DataName {
  /** `<subject>`, or `<platform>_<subject>` in names of the old form. */
  readonly label: string;
  /** Wall time at the rig, `2026-07-14T09:05:00`, without a zone. */
  readonly datetime: string;
}

/**
 * `<label>_2026-07-14_09-05-00`, as aind-data-schema-models builds it: the wall time of `isoWithOffset` as it stands, not
 * converted to UTC (aind-data-schema#1604). Throws DATETIME_UNREADABLE.
 */
export function buildDataName(label: string, isoWithOffset: string): string {
  const time = requireWallTime(isoWithOffset);
  return `${label}_${formatDate(time)}_${formatClock(time, "-")}`;
}

const DATA_NAME = /^(.+?)_(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})-(\d{2})$/s;

/** Takes a data asset's name apart; undefined when it has another form. */
export function parseDataName(name: string): DataName | undefined {
  const [, label, date, hour, minute, second] = DATA_NAME.exec(name) ?? [];
  if (label === undefined) return undefined;
  const datetime = `${date}T${hour}:${minute}:${second}`;
  return readWallTime(datetime) === undefined ? undefined : { label, datetime };
}
