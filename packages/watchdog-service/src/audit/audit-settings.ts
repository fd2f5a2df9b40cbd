import type { AuditEntries } from "@rigline/manifest";
import { type LimitedHours, toLimitedHours } from "../bandwidth/limited-hours.js";

/** When and how fast published copies are read again. */
export interface AuditSettings {
  /** Each copy, whole. */
  readonly withinDays: number;
  readonly hours: LimitedHours;
  /** How long a night is at most, where its hours have no end; absent: a day. */
  readonly nightMs?: number;
  /** Copies in stores that are no file systems are read again as well. */
  readonly readsStores: boolean;
  /** What is missing or changed is brought back where that can be. */
  readonly repairs: boolean;
}

/** `entries`: of the watch config, which has checked them. */
export function toAuditSettings(entries: AuditEntries | undefined): AuditSettings | undefined {
  if (entries === undefined) return undefined;
  const { within_days: withinDays, from, to, mb_per_s, repair: repairs, stores: readsStores } = entries;
  const [hours] = toLimitedHours([{ from, to, mb_per_s }]);
  return hours === undefined ? undefined : { withinDays, hours, repairs, readsStores };
}
