import type { DescribedError, RiglineError } from "@rigline/foundation/errors";
import type { Release, ReleaseRequest } from "./release.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { EventFeed } from "../events/launcher-events.js";
import type { Network } from "@rigline/foundation/http";
import type { ProcessLocks } from "@rigline/foundation/lock";
import type { Clock, FileSystem, Logger } from "@rigline/foundation/platform";
import type { FollowedStatus, SessionStatus } from "@rigline/foundation/status";
import type { LogStore } from "../logs/log-store.js";
import type { Machine } from "../processes/machine.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import type { Session, SessionOutcome } from "../session/session.js";
import type { Ui } from "../ui/ui.js";
import { createToken, type Token } from "./tokens.js";

/** What the launcher puts into every container. */
export const CLOCK: Token<Clock> = createToken("core/clock");
/** The plugin's own log; the launcher's for things that belong to no plugin. */
export const LOGGER: Token<Logger> = createToken("core/logger");
/** The plugin's own options, for the classes that it is made of. */
// oxlint-disable-next-line typescript/no-explicit-any -- each plugin's own
export const OPTIONS: Token<any> = createToken("core/options");
export const FILE_SYSTEM: Token<FileSystem> = createToken("core/file-system");
/** Bytes that are free for this user on the disk of a folder; throws what the system does. */
export type FreeSpace = (folder: string) => number;
export const FREE_SPACE: Token<FreeSpace> = createToken("core/free-space");
/** What else is asked of the machine: its programs, and processes that are not the launcher's own. */
export const MACHINE: Token<Machine> = createToken("core/machine");
/** The locks that processes hold, by name. */
export const LOCKS: Token<ProcessLocks> = createToken("core/locks");
/** What is looked up on the network. */
export const NETWORK: Token<Network> = createToken("core/network");
export const PROCESS_RUNNER: Token<ProcessRunner> = createToken("core/process-runner");
export const UI: Token<Ui> = createToken("core/ui");
/** To listen; the launcher alone emits. */
export const EVENTS: Token<EventFeed> = createToken("core/events");
/** The one snapshot of the environment, dotenv included. */
export const ENVIRONMENT: Token<Readonly<Record<string, string>>> = createToken("core/environment");
export const RESOLVED_CONFIG: Token<ResolvedConfig> = createToken("core/resolved-config");

/** The launcher's own logs of this run. */
export interface LauncherLogs {
  /** Absolute; holds `launcher.log` and `events.jsonl`, which are still being written. */
  readonly folder: string;
  /** Copies what is there now into a folder (made when absent); an existing `launcher.log` is appended to. Returns the files written. */
  copyTo(folder: string): Promise<readonly string[]>;
}
/** Where the logs of a run are written. */
export const LOG_STORE: Token<LogStore> = createToken("core/log-store");
export const LAUNCHER_LOGS: Token<LauncherLogs> = createToken("core/launcher-logs");

/** How a session's hand-off stands. */
export interface KnownHandOff {
  /** One word: `complete`. */
  readonly state: string;
  /** One phrase, or empty. */
  readonly detail: string;
  /** What of the source is not what was handed off, one phrase: it was written since. */
  readonly changed?: string;
  /** The same in the words of `rigline status`; absent: the plugin does not know them. */
  readonly status?: SessionStatus;
  /** The runner whose work it is, once that is over: it owes nothing any more, even if it had failed in its own time. */
  readonly finishes?: string;
}

/** What became of a session's hand-off by now; provided by the plugin that hands off, read by `rigline sessions`. */
export interface HandOffReader {
  /** Undefined: nothing of this session was handed off. */
  read(session: Session): Promise<KnownHandOff | undefined>;
  /** How far a session that runs is copied meanwhile; undefined: it is not. */
  follow?(session: Session): FollowedStatus | undefined;
  /** Takes back that the session was not to be handed off, so that the next resume does it. For `rigline handoff`. */
  want?(session: Session): Promise<void>;
  /**
   * Changes what is to become of a session, for `rigline handoff hold` and the like. Throws why it can't be done, with what can
   * still be.
   */
  change?(session: Session, change: HandOffChange, by: string): Promise<ChangedHandOff>;
  /**
   * Looks whether a session's data may be deleted at the rig, by the one rule for "safe to delete", and which files: for `rigline
   * clean`. Deletes nothing. Takes its time: nobody else waits.
   */
  release?(session: Session, request: ReleaseRequest): Promise<Release>;
  /**
   * What was released is deleted, so many files of it: for whoever else has to know, at the rig or beyond it. Told again after a kill.
   * Throws what can't be noted down.
   */
  released?(session: Session, deleted: { readonly files: number; readonly by: string }): void;
  /** The file with the settings of the program that hands off, absolute; made by the first hand-off where it is not there. For `rigline page`. */
  settingsFile?(): string;
}

/** What a person wants to become of a session's hand-off instead. */
export type HandOffChange =
  /** `discard`: it is a test or a mistake, and never to be handed off. `late`: what was written after it was handed off is sent too. */
  | { readonly do: "hold" | "release" | "cancel" | "discard" | "late"; readonly reason?: string }
  /** `to`: as it was typed: `now`, a time of day, a date, or both. */
  | { readonly do: "reschedule"; readonly to: string }
  | { readonly do: "alter"; readonly project?: string; readonly jobType?: string }
  /**
   * The animal was another one. What was made under the session's name is taken back, and nothing handed off until the caller has
   * changed its records and, with `resumes`, resumed it.
   */
  | { readonly do: "relabel"; readonly subject: string };

export interface ChangedHandOff {
  /** One word for how it stands now: `held`. */
  readonly state: string;
  /** One phrase. */
  readonly detail: string;
  /** The session has to be resumed for it. */
  readonly resumes?: boolean;
}
export const HAND_OFF_READER: Token<HandOffReader> = createToken("core/hand-off-reader");

/** What would be written to hand a session off. */
export interface HandOffPreview {
  /** Absolute path at which it would be published, or was; null: there is nothing to hand off. */
  readonly file: string | null;
  /** Absolute: the folder in which whatever lies is handed off. */
  readonly queue: string;
  /** As it would stand in the file; null where it could not be made. */
  readonly text: string | null;
  /** What is to be known of it, one sentence each: where the mapping is from, what would stay behind. */
  readonly notes: readonly string[];
  /** Why it would be refused, one sentence each. */
  readonly problems: readonly string[];
}

/** Of which session a preview is asked. */
export interface PreviewRequest {
  readonly session: Session;
  /** It is a plan: nothing of it is on the disk. */
  readonly isPlanned: boolean;
  /** Undefined: the experiment is not over. */
  readonly outcome: SessionOutcome | undefined;
  /** The kept result of a runner that is done, by its name; undefined: there is none. */
  readonly resultOf: (runner: string) => unknown;
}

/** Provided by the plugin that hands off, read by `rigline manifest` and `rigline run --dry-run`. Runs and writes nothing. */
export interface HandOffPreviewer {
  preview(request: PreviewRequest): Promise<HandOffPreview>;
}
export const HAND_OFF_PREVIEWER: Token<HandOffPreviewer> = createToken("core/hand-off-previewer");

/** One step of a test of the hand-off, told as soon as it is over. */
export interface HandOffTestStep {
  /** One or two words: `queue`. */
  readonly step: string;
  readonly level: "ok" | "warning" | "error";
  /** What came of it, one sentence. */
  readonly message: string;
  /** What to do about it; absent: nothing. */
  readonly todo?: string;
  /** Of an error. */
  readonly error?: RiglineError;
}

export interface HandOffTestRequest {
  /** How long it may take until the test session is handed off, in milliseconds. */
  readonly waitMs: number;
  /** Aborted, the test is broken off and cleared away. */
  readonly signal: AbortSignal;
  readonly onStep: (step: HandOffTestStep) => void;
  /** One line for whoever waits. */
  readonly onProgress: (text: string) => void;
}

export interface HandOffTest {
  /** What the test session was called. */
  readonly session: string;
  /** What of it could not be removed, and why, each with one phrase. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Takes a tiny session that nobody can take for a real one through the whole hand-off but its submission, and removes all that it
 * made, whatever came of it. Provided by the plugin that hands off, for `rigline doctor --send-test`. Throws what keeps a test from
 * beginning; what goes wrong in it is a step.
 */
export interface HandOffTester {
  test(request: HandOffTestRequest): Promise<HandOffTest>;
}
export const HAND_OFF_TESTER: Token<HandOffTester> = createToken("core/hand-off-tester");

export interface ChannelTestRequest {
  /** The name of one channel; undefined: all. */
  readonly channel: string | undefined;
  readonly signal: AbortSignal;
}

export interface ChannelTest {
  /** Where the channels are set: a file, or a section of one. */
  readonly setIn: string;
  readonly channels: readonly {
    readonly name: string;
    readonly sent: boolean;
    /** Null: it was sent. */
    readonly error: Pick<DescribedError, "code" | "message" | "todo"> | null;
  }[];
  /** What is to be known of it, one sentence each. */
  readonly notes: readonly string[];
  /** Of the first that failed; 0: none. */
  readonly exitCode: number;
}

/**
 * Tries whether people can be told of what becomes of this rig's sessions. Provided by the plugin that hands off, for `rigline notify
 * test`. Throws where there is no channel to be tried, and says where one would be set.
 */
export interface ChannelTester {
  test(request: ChannelTestRequest): Promise<ChannelTest>;
}
export const CHANNEL_TESTER: Token<ChannelTester> = createToken("core/channel-tester");
