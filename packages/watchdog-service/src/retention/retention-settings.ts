import type { RetentionEntries, SafeWhen } from "@rigline/manifest";

/** By which rules what was handed off is deleted at the rig. */
export interface RetentionSettings {
  /** Milliseconds since it was handed off; undefined: its age alone is no reason. */
  readonly olderThanMs: number | undefined;
  /** While fewer bytes are free on the disk of the sources; undefined: want of room is no reason. */
  readonly belowFreeBytes: number | undefined;
  readonly when: SafeWhen;
  /** How often the rules are looked at; absent: every ten minutes. */
  readonly everyMs?: number;
  /** What would be deleted is told, and stays. */
  readonly isDry: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** `entries`: of the watch config, which has checked them. */
export function toRetentionSettings(entries: RetentionEntries | undefined): RetentionSettings | undefined {
  if (entries === undefined) return undefined;
  const { after_days: days, below_free_gb: room, when, dry_run: isDry } = entries;
  return {
    olderThanMs: days === undefined ? undefined : days * DAY_MS,
    belowFreeBytes: room === undefined ? undefined : room * 1e9,
    when,
    isDry,
  };
}
