import type { JournalRecord } from "../journal/index.js";
import type { RunnerPhase, RunnerReport } from "../runners/runner-handle.js";
import { sessionError } from "./session-errors.js";
import { SessionRecordSchema, type SessionRecord } from "./session-record.js";
import type { Session, SessionOutcome } from "./session.js";

/** What a journal says of its session: enough to go on where the launcher died. */
export interface RestoredSession {
  readonly session: Session;
  /** Undefined: the experiment has not begun, or all that began of it has settled; the launcher goes on from there. */
  readonly outcome: SessionOutcome | undefined;
  /** Why it failed or was aborted. */
  readonly reason: string | undefined;
  /** The outcome is in the journal; false when it was concluded from an experiment that never settled. */
  readonly ended: boolean;
  /** Steps of the launcher that finished. */
  readonly steps: ReadonlySet<string>;
  /** Runners that settled, by name; of those that ran more than once, the last time. */
  readonly runners: ReadonlyMap<string, RestoredRunner>;
  /** Runners that started and did not settle, by name. */
  readonly interrupted: ReadonlyMap<string, RunnerPhase>;
  readonly answers: ReadonlyMap<string, { readonly value: unknown; readonly source: string }>;
  readonly handOff: { readonly state: string; readonly detail: string } | undefined;
  /** The launcher closed this session itself; undefined when it died. */
  readonly exitCode: number | undefined;
}

export interface RestoredRunner {
  readonly report: RunnerReport;
  /** False: `result` is not what it returned. */
  readonly kept: boolean;
  readonly result: unknown;
}

export const LAUNCHER_DIED = "the launcher died during the experiment";

/**
 * Folds a session's journal, oldest record first. Records of unknown types are passed over: a later release may have
 * written them. Throws SESSION_UNREADABLE when neither the journal nor `fallback` says what the session is.
 */
export function restoreSession(records: Iterable<JournalRecord>, fallback?: Session): RestoredSession {
  const state = emptyState(fallback);
  for (const record of records) {
    const parsed = SessionRecordSchema.safeParse(record);
    if (parsed.success) apply(state, parsed.data);
  }
  const { session } = state;
  if (session === undefined)
    throw sessionError("SESSION_UNREADABLE", { what: "the journal does not begin with the session it is of" });
  const died = state.outcome === undefined && [...state.interrupted.values()].includes("session");
  return died ? { ...state, session, outcome: "failed", reason: LAUNCHER_DIED } : { ...state, session };
}

/** Whether `rigline resume` has something to do. */
export function isUnfinished(restored: RestoredSession): boolean {
  if (restored.exitCode === undefined || !restored.ended) return true;
  if ([...restored.interrupted.values()].includes("postSession")) return true;
  return [...restored.runners.values()].some(({ report }) => report.phase === "postSession" && mayRunAgain(report));
}

/** The code of a runner that was skipped because it runs after a success only. */
const NOT_WANTED = "RUNNER_NOT_WANTED";

/** A post-session runner that failed, or was skipped because of another's failure, is owed. */
function mayRunAgain(report: RunnerReport): boolean {
  return report.state === "failed" || (report.state === "skipped" && report.code !== NOT_WANTED);
}

interface State {
  session: Session | undefined;
  outcome: SessionOutcome | undefined;
  reason: string | undefined;
  ended: boolean;
  readonly steps: Set<string>;
  readonly runners: Map<string, RestoredRunner>;
  readonly interrupted: Map<string, RunnerPhase>;
  readonly answers: Map<string, { readonly value: unknown; readonly source: string }>;
  handOff: { readonly state: string; readonly detail: string } | undefined;
  exitCode: number | undefined;
}

function emptyState(session: Session | undefined): State {
  return {
    session,
    outcome: undefined,
    reason: undefined,
    ended: false,
    steps: new Set(),
    runners: new Map(),
    interrupted: new Map(),
    answers: new Map(),
    handOff: undefined,
    exitCode: undefined,
  };
}

function apply(state: State, record: SessionRecord): void {
  switch (record.type) {
    case "sessionOpened":
      state.session = record.session;
      return;
    case "promptAnswered":
      state.answers.set(record.key, { value: record.value, source: record.source });
      return;
    case "stepStarted":
      return;
    case "stepFinished":
      state.steps.add(record.step);
      return;
    case "runnerStarted":
      state.interrupted.set(record.runner, record.phase);
      return;
    case "runnerSettled":
      state.interrupted.delete(record.report.name);
      state.runners.set(record.report.name, { report: record.report, kept: record.kept, result: record.result });
      return;
    case "sessionEnded":
      Object.assign(state, { outcome: record.outcome, reason: record.reason, ended: true });
      return;
    case "handOff":
      state.handOff = { state: record.state, detail: record.detail };
      return;
    case "closed":
      state.exitCode = record.exitCode;
      return;
    case "resumed":
      state.exitCode = undefined;
      return;
  }
}
