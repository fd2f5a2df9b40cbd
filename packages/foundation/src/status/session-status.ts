/**
 * Where a session's data stand, in the words of `rigline status`, `rigline sessions` and the reports; in the order in which a
 * session passes through them, then those in which it ends elsewhere. docs/session/status.md says how each is known.
 */
export const STATUS_WORDS = [
  "running",
  "not handed off",
  "outbox",
  "queued",
  "held",
  "waiting for its time",
  "copying",
  "at its destination",
  "submitted",
  "processing",
  "processed",
  "safe to delete",
  "cleaned",
  "stuck",
  "cancelled",
  "declined",
  "discarded",
  "nothing to hand off",
  "unknown",
] as const;

export type StatusWord = (typeof STATUS_WORDS)[number];

/** How far a copy is. A byte counts when it was read, and again when it was read back: half each time. */
export interface CopyStatus {
  /** Verified so far. */
  readonly files: number;
  /** In all. */
  readonly ofFiles: number;
  /** Copied and read back so far. */
  readonly bytes: number;
  /** In all. */
  readonly ofBytes: number;
  /** 0 to 100, rounded down: 100 is all. */
  readonly percent: number;
  /** Of the last ten seconds; null: not known yet, or nothing has come for ten seconds. */
  readonly bytesPerSecond: number | null;
  /** At this rate. Null as the rate is, or where that is zero. */
  readonly secondsLeft: number | null;
  /** Bytes in a second that the hour allows all copies together; absent: no limit. */
  readonly limit?: number;
  /** Why it rests just now for a session that runs, one phrase; absent: it does not. */
  readonly rests?: string;
}

/** A folder that a session's data go to beside their own destination, and whether they are there. */
export interface DestinationStatus {
  /** `<destination>/<name>`. */
  readonly destination: string;
  /** The session is safe only when its data are there too. */
  readonly needed: boolean;
  /** Published there, every byte read back and found equal, and nobody has found otherwise since. */
  readonly isThere: boolean;
  /** How far it is, or why not, one phrase. */
  readonly detail: string;
}

/** How far a session is copied while it still runs. */
export interface FollowedStatus {
  /** As of when, ISO 8601 in UTC; null: no daemon has looked at it yet. */
  readonly at: string | null;
  /** At the destination, verified, and not published before the session has ended. */
  readonly files: number;
  /** Of these. */
  readonly bytes: number;
  /** Files that were seen and are not there yet. */
  readonly waiting: number;
  /** Why nothing is copied just now, one phrase; null: nothing is in the way. */
  readonly held: string | null;
}

/** What stands between data at the rig and their deletion, in the order in which a session passes them; docs/session/may-i-delete.md. */
export const GATES = [
  "inventory complete",
  "copies verified",
  "flushed",
  "source verified",
  "job accepted",
  "processed",
  "source still the same",
] as const;

export type GateName = (typeof GATES)[number];

/** One gate, and whether a session has passed it. */
export interface GateStatus {
  /** What is to be passed. */
  readonly gate: GateName;
  /** `open`: it may still pass by itself. `failed`: something is known against it. `not verified`: nobody has looked. */
  readonly state: "passed" | "open" | "failed" | "not verified";
  /** False: a session is safe without it. */
  readonly needed: boolean;
  /** As of when, ISO 8601 in UTC; null: that is not known, or there is nothing yet that could be. */
  readonly at: string | null;
  /** By what it is known, or what is missing, one phrase. */
  readonly evidence: string;
}

export interface SessionStatus {
  /** Where the data stand; docs/session/status.md says what each means. */
  readonly word: StatusWord;
  /** What else is known, one phrase, or empty. */
  readonly detail: string;
  /** What a person is to do, one sentence with the command to type; null: nothing. */
  readonly todo: string | null;
  /** How far the copy is. Null where nothing is being copied, or it can't be told. */
  readonly copy: CopyStatus | null;
  /** Of a session that runs, how far it is copied meanwhile; absent: it is not. */
  readonly followed?: FollowedStatus;
  /** Where else the data go; absent: nowhere. */
  readonly destinations?: readonly DestinationStatus[];
  /** What stands between the data at the rig and their deletion; absent: nothing of it was published, or nobody has looked. */
  readonly gates?: readonly GateStatus[];
  /** Nothing changes any more unless a person does something. */
  readonly isOver: boolean;
}

/** A status with what its word does not need filled in. */
export function makeStatus(word: StatusWord, rest: Partial<Omit<SessionStatus, "word">> = {}): SessionStatus {
  return { word, detail: "", todo: null, copy: null, isOver: false, ...rest };
}
