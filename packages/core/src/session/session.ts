/** One run of an experiment on a rig. Plain data: it is written into the journal and read back. */
export interface Session {
  /** `<subject>_<date>`, the date as clabe's format_datetime writes it: `614173_2026-07-14T090500-0700`, `…Z` in UTC. */
  readonly name: string;
  /** The animal, by its number: text, `000123` keeps its zeros. */
  readonly subject: string;
  /** Under which animals it was recorded or named before it was relabelled, the first one first. */
  readonly formerSubjects?: readonly string[] | undefined;
  /** Who ran it; at least one. */
  readonly experimenters: readonly string[];
  /** Wall time at the rig with its offset from UTC, ISO 8601: `2026-07-14T09:05:00-07:00`. */
  readonly date: string;
  /** The IANA name of the rig's time zone. */
  readonly zone: string;
  /** The config's `rig_name`, or the host's name. */
  readonly rigName: string;
  /** What is run; clabe's `experiment`. Empty when the config names none. */
  readonly experiment: string;
  /** What was noted at the start; empty when nothing was. */
  readonly notes: string;
  /** The second person who approved it, where the rig asks for one. */
  readonly approvedBy?: string | undefined;
  /** Its experiment was played from a script: nothing of it is data, and it is never handed off. */
  readonly simulated?: true | undefined;
  /** Absolute: `<data_dir>/<subject>/<name>`, with the subject and name that it was opened with. */
  readonly directory: string;
}

/** Where a session's code came from, as whoever looks at it knows: into `.rigline/aind_session.json`. */
export interface SessionOrigin {
  /** The commit that is checked out: its full hash. */
  readonly commitHash?: string;
  /** Whether the session may run although files of the repository are not committed. */
  readonly allowsDirtyRepository?: boolean;
  /** Whether the hardware is not compared with what the rig's file says of it. */
  readonly skipsHardwareValidation?: boolean;
}

/** How the experiment ended. */
export type SessionOutcome = "success" | "failed" | "aborted";
