import type { TimelineEntry, Tone } from "@rigline/page/wire";

/** The questions whose answers are lists of sessions. */
export const FLEET_VIEWS = ["needs", "late", "atRig", "safe", "all"] as const;
export type FleetView = (typeof FLEET_VIEWS)[number];

/** What can be asked of a rig. */
export const WISH_DEEDS = ["redrive", "release", "hold", "reschedule", "cancel"] as const;
export type WishDeed = (typeof WISH_DEEDS)[number];

/** One session in a list. Times are ISO 8601 in UTC. */
export interface FleetRow {
  readonly id: number;
  readonly rig: string;
  readonly name: string;
  readonly word: string;
  readonly tone: Tone;
  /** As of when: when the fleet heard of it last. */
  readonly at: string;
  readonly began: string | null;
  readonly why: string;
  readonly todo: string | null;
  readonly code: string | null;
  readonly destination: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  /** It is one more copy of another. */
  readonly isCopy: boolean;
  /** It has not reached its destination, long after it was handed off. */
  readonly isLate: boolean;
  /** What was asked of it last. */
  readonly wish: WishRow | null;
  /** What its rig would do with it now. */
  readonly deeds: readonly WishDeed[];
}

/** A page of a list. */
export interface FleetRows {
  readonly rows: readonly FleetRow[];
  /** What the next page is asked for with; null: there is none. */
  readonly before: number | null;
}

/** What somebody asked, and what came of it. */
export interface WishRow {
  readonly id: number;
  readonly do: WishDeed;
  readonly by: string;
  readonly at: string;
  /** `asked`: the rig has not heard of it; `told`: it has, and has not said anything. */
  readonly state: "asked" | "told" | "taken" | "refused";
  /** Why it was refused; empty otherwise. */
  readonly message: string;
  /** With what: until when, why; empty: nothing. */
  readonly detail: string;
}

/** Of one session, asked for when it is opened. */
export interface FleetDetails {
  readonly row: FleetRow;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly timeline: readonly TimelineEntry[];
  readonly wishes: readonly WishRow[];
}

/** What arrived on a day, and what had not at its end. Days are those of UTC. */
export interface FleetDay {
  /** `2026-07-14`. */
  readonly day: string;
  readonly arrivedBytes: number;
  readonly arrivedSessions: number;
  readonly backlogBytes: number;
  readonly backlogSessions: number;
}
