import type { JournalRecord } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { type RunnerReport, readSessionRecord, type RunnerPhase, type SessionRecord } from "./session-record.js";
import type { StartedExperiment } from "./rig-experiment.js";
import { sessionError } from "./session-errors.js";
import { withLabel, type SessionLabel } from "./session-label.js";
import type { Session, SessionOutcome } from "./session.js";
import type { ProcessIdentity } from "../processes/process-identity.js";

export const LAUNCHER_DIED = "the launcher died during the experiment";

/**
 * Folds a session's journal, oldest record first. Records of unknown types are passed over: a later release may have
 * written them. Throws SESSION_UNREADABLE when there is no record (the launcher died before it opened the session), or when
 * neither the journal nor `fallback` says what the session is.
 */
export function restoreSession(
  records: readonly JournalRecord[],
  fallback: () => Session | undefined = () => undefined,
): RestoredSession {
  if (records.length === 0)
    throw sessionError("SESSION_UNREADABLE", {
      what: "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
    });
  const state = newSessionState();
  for (const record of records) {
    const known = readSessionRecord(record);
    if (known !== undefined) foldRecord(state, known);
  }
  const session = state.session ?? nameLast(fallback(), state);
  if (session === undefined)
    throw sessionError("SESSION_UNREADABLE", { what: "the journal does not say what session it is of" });
  if (state.session === undefined) mark("session: what its journal does not say is read from its own file");
  const died = state.outcome === undefined && [...state.interrupted.values()].includes("session");
  if (died) mark("session: an experiment that never settled has failed");
  const { label: _label, ...rest } = state;
  return died ? { ...rest, session, outcome: "failed", reason: LAUNCHER_DIED } : { ...rest, session };
}

/** `noted`: of an experiment that was started, and of which the journal may not know: it could not be written then. */
export function endNoted(restored: RestoredSession, noted: StartedExperiment | undefined): RestoredSession {
  if (restored.outcome !== undefined || noted?.directory !== restored.session.directory) return restored;
  mark("session: an experiment that only its note tells of has failed, and is not run again");
  return { ...restored, outcome: "failed", reason: LAUNCHER_DIED };
}

/** Its own file may be older than what was said of it last. */
function nameLast(session: Session | undefined, { label }: SessionState): Session | undefined {
  return session === undefined || label === undefined ? session : withLabel(session, label);
}

/** The runners that `rigline resume` would run; undefined: the launcher itself did not come to its end. */
export function listOwed(restored: RestoredSession): readonly string[] | undefined {
  if (restored.exitCode === undefined || !restored.ended) return undefined;
  if ([...restored.interrupted.values()].includes("postSession")) return undefined;
  return [...restored.runners.values()].flatMap(({ report }) => (isOwed(report) ? [report.name] : []));
}

/** Whether `rigline resume` has something to do. */
export function isUnfinished(restored: RestoredSession): boolean {
  return listOwed(restored)?.length !== 0;
}

/** A post-session runner that failed, or was skipped because of another that may yet be mended. */
export function isOwed({ phase, state, code, tolerated }: RunnerReport): boolean {
  if (phase !== "postSession" || tolerated === true) return false;
  return state === "failed" || (state === "skipped" && !SKIPPED_FOR_GOOD.has(code ?? ""));
}

const SKIPPED_FOR_GOOD = new Set(["RUNNER_NOT_WANTED", "RUNNER_NEED_LOST"]);

/** What a journal says of its session: enough to go on where the launcher died. */
export interface RestoredSession {
  readonly session: Session;
  /** Undefined: the experiment has not begun, or all that began of it has settled; the launcher goes on from there. */
  readonly outcome: SessionOutcome | undefined;
  /** Why it failed or was aborted. */
  readonly reason: string | undefined;
  /** The outcome is in the journal; false when it was concluded from an experiment that never settled. */
  readonly ended: boolean;
  /** The hooks that finished. */
  readonly hooks: ReadonlySet<string>;
  /** Runners that settled, by name; of those that ran more than once, the last time. */
  readonly runners: ReadonlyMap<string, RestoredRunner>;
  /** Runners that started and did not settle, by name. */
  readonly interrupted: ReadonlyMap<string, RunnerPhase>;
  readonly answers: ReadonlyMap<string, { readonly value: unknown; readonly source: string }>;
  readonly handOff: { readonly state: string; readonly detail: string } | undefined;
  /** Its files were deleted at the rig, or that was begun; undefined: neither. */
  readonly cleaning: SessionCleaning | undefined;
  /** The launcher closed this session itself; undefined when it died. */
  readonly exitCode: number | undefined;
  /** The process of the experiment; undefined where it was not started, or the journal is of an older release. */
  readonly experiment: ProcessIdentity | undefined;
  /** The experiment waits; undefined: it does not. */
  readonly paused?:
    | {
        /** `user@host`. */
        readonly by: string;
        /** Since when; ISO 8601 in UTC. */
        readonly at: string | undefined;
        readonly reason: string | undefined;
      }
    | undefined;
}

/** What was deleted of a session at the rig by `rigline clean`, or is to be. */
export interface SessionCleaning {
  /** `user@host`. */
  readonly by: string;
  /** When it was done, or begun; ISO 8601 in UTC. */
  readonly at: string | undefined;
  readonly files: number;
  readonly bytes: number;
  /** Where the data are, and how that is known, one phrase. */
  readonly copy: string;
  readonly isDone: boolean;
}

export interface RestoredRunner {
  readonly report: RunnerReport;
  /** False: `result` is not what it returned. */
  readonly kept: boolean;
  readonly result: unknown;
}

/** What `restoreSession` knows by the record it has come to. */
interface SessionState {
  session: Session | undefined;
  /** What it is called since it was relabelled last. */
  label: SessionLabel | undefined;
  outcome: SessionOutcome | undefined;
  reason: string | undefined;
  ended: boolean;
  readonly hooks: Set<string>;
  readonly runners: Map<string, RestoredRunner>;
  readonly interrupted: Map<string, RunnerPhase>;
  readonly answers: Map<string, { readonly value: unknown; readonly source: string }>;
  handOff: { readonly state: string; readonly detail: string } | undefined;
  cleaning: SessionCleaning | undefined;
  exitCode: number | undefined;
  experiment: ProcessIdentity | undefined;
  paused: RestoredSession["paused"];
}

export function newSessionState(): SessionState {
  return {
    session: undefined,
    label: undefined,
    outcome: undefined,
    reason: undefined,
    ended: false,
    hooks: new Set(),
    runners: new Map(),
    interrupted: new Map(),
    answers: new Map(),
    handOff: undefined,
    cleaning: undefined,
    exitCode: undefined,
    experiment: undefined,
    paused: undefined,
  };
}

function foldRecord(state: SessionState, record: SessionRecord): void {
  switch (record.type) {
    case "sessionOpened":
      state.session = record.session;
      return;
    case "promptAnswered":
      state.answers.set(record.key, { value: record.value, source: record.source });
      return;
    case "hookStarted":
    case "handOffChanged":
      return;
    case "hookFinished":
      state.hooks.add(record.hook);
      return;
    case "runnerStarted":
      state.interrupted.set(record.runner, record.phase);
      return;
    case "runnerSettled":
      state.interrupted.delete(record.report.name);
      state.runners.set(record.report.name, { report: record.report, kept: record.kept, result: record.result });
      return;
    case "experimentStarted":
      state.experiment = { pid: record.pid, started: record.started };
      return;
    case "paused":
      state.paused = { by: record.by, at: record.at, reason: record.reason };
      return;
    case "continued":
      state.paused = undefined;
      return;
    case "experimentEnded":
      state.paused = undefined;
      Object.assign(state, { outcome: record.outcome, reason: record.reason, ended: true });
      return;
    case "handOff":
      state.handOff = { state: record.state, detail: record.detail };
      return;
    case "relabelled":
      state.label = record.to;
      if (state.session !== undefined) state.session = withLabel(state.session, record.to);
      return;
    case "cleaning":
      // One that was killed and is gone on with is one deletion.
      if (state.cleaning === undefined || state.cleaning.isDone) state.cleaning = cleaningOf(record, false);
      return;
    case "cleaned":
      state.cleaning = { ...(state.cleaning ?? cleaningOf(record, true)), at: record.at, isDone: true };
      return;
    case "closed":
      state.exitCode = record.exitCode;
      return;
    case "resumed":
      state.exitCode = undefined;
      return;
  }
}

type CleanRecord = Extract<SessionRecord, { readonly type: "cleaning" | "cleaned" }>;

function cleaningOf({ by, at, files, bytes, copy }: CleanRecord, isDone: boolean): SessionCleaning {
  return { by, at, files, bytes, copy, isDone };
}
