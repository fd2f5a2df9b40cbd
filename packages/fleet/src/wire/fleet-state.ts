import type { Tone } from "@rigline/page/wire";
import type { Me } from "./fleet-people.js";

/** The filters of rigs, which are counters: each rig is in one of them. */
export const RIG_GROUPS = ["needs", "late", "underway", "waiting", "quiet"] as const;
export type RigGroup = (typeof RIG_GROUPS)[number];

/** One rig in the list. Times are ISO 8601 in UTC. */
export interface RigRow {
  readonly name: string;
  readonly word: string;
  readonly tone: Tone;
  readonly group: RigGroup;
  /** When it was heard last; null: never. */
  readonly heardAt: string | null;
  /** It should have told something since then, and has not. */
  readonly isSilent: boolean;
  readonly host: string | null;
  readonly version: string | null;
  /** Sessions that want somebody. */
  readonly needs: number;
  /** Not at their destination though they were handed off long ago. */
  readonly late: number;
  /** Not at their destination yet. */
  readonly atRig: number;
  readonly atRigBytes: number;
  readonly underway: number;
  readonly waiting: number;
  /** Of the newest session that wants somebody: its name, why, what to do, and by which code; null: none does. */
  readonly trouble: RigTrouble | null;
}

export interface RigTrouble {
  readonly session: string;
  readonly why: string;
  readonly todo: string | null;
  readonly code: string | null;
}

/** What could be deleted at the rigs, as far as is known here. */
export interface SafeCount {
  readonly sessions: number;
  readonly bytes: number;
  /** Of those that came to their destination in so many days. */
  readonly days: number;
}

/** The first event, `state`: everything, and who looks. */
export interface FleetOpening extends FleetState {
  readonly me: Me;
}

/** What all who look are shown. */
export interface FleetState {
  readonly rigs: readonly RigRow[];
  readonly safe: SafeCount;
  /** After how long a session is late. */
  readonly lateAfterHours: number;
}

/** What follows it, `change`. */
export interface FleetChange {
  readonly rigs?: readonly RigRow[];
  /** Names of rigs that are there no more. */
  readonly gone?: readonly string[];
  readonly safe?: SafeCount;
}
