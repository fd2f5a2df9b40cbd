import type { GateStatus } from "@rigline/foundation/status";
import type { Act, Group, RowAct, Tone } from "./words.js";

/** How far a copy is, as `rigline status --json` has it. Bytes, seconds; null: not known. */
export interface WireCopy {
  readonly percent: number;
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** One session in the list. Times are ISO 8601 in UTC. */
export interface PageRow {
  /** What it is asked for by: letters and digits. */
  readonly key: string;
  readonly name: string;
  readonly subject: string | null;
  readonly word: string;
  readonly tone: Tone;
  readonly group: Group;
  /** As of when: when anything was last written down of it; null: not known. */
  readonly at: string | null;
  /** When it was recorded, or handed off; null: not known. */
  readonly began: string | null;
  readonly why: string;
  /** What a person is to do, one sentence; null: nothing. */
  readonly todo: string | null;
  readonly code: string | null;
  readonly copy: WireCopy | null;
  /** All that is to arrive; null: not known. */
  readonly bytes: number | null;
  readonly files: number | null;
  readonly destination: string | null;
  /** False: nobody has read the copy back, or that is not known. */
  readonly verified: boolean;
  /** By the one rule of `rigline status`, at the rig. */
  readonly mayDelete: boolean;
  readonly acts: readonly RowAct[];
}

/** Room on one disk. `waiting`: bytes that are still to come there, or of the rig's own to leave. */
export interface DiskRoom {
  readonly place: string;
  readonly what: "rig" | "destination";
  /** Null: it does not answer. */
  readonly free: number | null;
  readonly size: number | null;
  readonly waiting: number;
  /** How long it lasts, one phrase; null: that can't be told. */
  readonly forecast: string | null;
  /** What its owner says to all rigs, one phrase; null: nothing. */
  readonly hold: string | null;
}

/** One of the three questions. */
export interface QuestionAnswer {
  readonly tone: Tone;
  /** One or two words, readable from afar. */
  readonly short: string;
  /** Why, one sentence. */
  readonly text: string;
}

/** What was asked on the page, and what came of it. */
export interface ActReport {
  readonly id: number;
  readonly act: Act;
  readonly names: readonly string[];
  /** `user@host`. */
  readonly by: string;
  readonly at: string;
  readonly state: "running" | "done" | "refused";
  /** One sentence; while it runs how far it is. */
  readonly text: string;
}

/** A session that is being recorded now. */
export interface Recording {
  readonly name: string;
  readonly by: string;
  readonly since: string | null;
  /** When its journal or logs were last written to. */
  readonly at: string | null;
  readonly lines: readonly string[];
}

/** All that the page shows but for its rows. */
export interface PageSummary {
  readonly rig: string;
  readonly user: string;
  /** Sessions are known; else the jobs of the daemon alone. */
  readonly hasSessions: boolean;
  /** `a daemon (pid 1)`; null: nobody watches the flag folder, or there is none. */
  readonly watcher: string | null;
  readonly home: QuestionAnswer;
  readonly deleting: QuestionAnswer;
  readonly acting: QuestionAnswer;
  readonly counts: Readonly<Record<Group, number>>;
  readonly disks: readonly DiskRoom[];
  readonly recordings: readonly Recording[];
  /** What can't be looked at, one sentence each. */
  readonly troubles: readonly string[];
  /** What is to be known beside that, and harms no data, one sentence each. */
  readonly notes: readonly string[];
}

/** The first event, `state`: everything. */
export interface PageState {
  readonly summary: PageSummary;
  readonly rows: readonly PageRow[];
  readonly acts: readonly ActReport[];
}

/** What follows it, `change`. */
export interface PageChange {
  readonly summary?: PageSummary;
  readonly rows?: readonly PageRow[];
  /** Keys of rows that are there no more. */
  readonly gone?: readonly string[];
  readonly act?: ActReport;
}

/** `beat`, every two seconds: how old what is shown is, in milliseconds. */
export interface PageBeat {
  readonly age: number;
}

/** One thing that happened to a session. */
export interface TimelineEntry {
  readonly at: string | null;
  readonly by: "launcher" | "daemon";
  readonly what: string;
  readonly text: string;
  readonly tone: "plain" | "good" | "bad";
}

/** Of one session, asked for when it is opened. */
export interface SessionDetails {
  readonly key: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What stands between its data at the rig and their deletion, in order; empty: nothing of it was handed off. */
  readonly gates: readonly GateStatus[];
  readonly timeline: readonly TimelineEntry[];
  /** Seconds since the epoch, and bytes in a second from there on; a rate of null ends a line. */
  readonly throughput: { readonly at: readonly number[]; readonly rate: readonly (number | null)[] };
}
