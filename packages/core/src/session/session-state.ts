import type { ProcessIdentity } from "../processes/process-identity.js";
import type { RunnerPhase } from "./runner-report.js";
import type { RestoredRunner } from "./restored-session.js";
import type { SessionRecord } from "./session-record.js";
import type { Session, SessionOutcome } from "./session.js";

/** What `restoreSession` knows by the record it has come to. */
export interface SessionState {
  session: Session | undefined;
  outcome: SessionOutcome | undefined;
  reason: string | undefined;
  ended: boolean;
  readonly hooks: Set<string>;
  readonly runners: Map<string, RestoredRunner>;
  readonly interrupted: Map<string, RunnerPhase>;
  readonly answers: Map<string, { readonly value: unknown; readonly source: string }>;
  handOff: { readonly state: string; readonly detail: string } | undefined;
  exitCode: number | undefined;
  experiment: ProcessIdentity | undefined;
}

export function newSessionState(): SessionState {
  return {
    session: undefined,
    outcome: undefined,
    reason: undefined,
    ended: false,
    hooks: new Set(),
    runners: new Map(),
    interrupted: new Map(),
    answers: new Map(),
    handOff: undefined,
    exitCode: undefined,
    experiment: undefined,
  };
}

export function foldRecord(state: SessionState, record: SessionRecord): void {
  switch (record.type) {
    case "sessionOpened":
      state.session = record.session;
      return;
    case "promptAnswered":
      state.answers.set(record.key, { value: record.value, source: record.source });
      return;
    case "hookStarted":
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
    case "experimentEnded":
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
