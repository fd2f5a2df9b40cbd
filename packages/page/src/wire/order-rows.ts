import type { PageRow } from "./page-state.js";
import type { Group } from "./words.js";

const RANKS: Readonly<Record<Group, number>> = { needs: 0, recording: 1, underway: 2, waiting: 3, safe: 4, other: 4 };

/** What needs somebody first, then what is going on; of what is at its end the newest. */
export function compareRows(one: PageRow, other: PageRow): number {
  return (
    RANKS[one.group] - RANKS[other.group] ||
    (other.began ?? "").localeCompare(one.began ?? "") ||
    one.name.localeCompare(other.name)
  );
}
