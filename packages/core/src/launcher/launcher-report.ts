import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { exitOf, type Problem, type SessionReport, type ToldHandOff } from "../report/session-report.js";
import type { RunnerReport } from "../session/session-record.js";
import type { Session } from "../session/session.js";
import type { Ending } from "./session-ending.js";

export interface ReportParts {
  readonly session: Session;
  readonly ending: Ending;
  readonly handOff: ToldHandOff;
  readonly runners: readonly RunnerReport[];
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  readonly logs: string;
  readonly problemReport: string | undefined;
  readonly milliseconds: number;
}

export function buildReport(parts: ReportParts): SessionReport {
  const { session, ending, handOff, runners, problems, findings, logs, problemReport, milliseconds } = parts;
  return {
    session,
    ...ending,
    handOff,
    runners: inOrder(runners),
    problems,
    findings: findings.filter((finding) => finding.level !== "ok"),
    logs,
    ...(problemReport === undefined ? {} : { problemReport }),
    milliseconds,
    ...exitOf(ending.outcome, runners, problems),
  };
}

const PHASES = ["preSession", "session", "postSession"] as const;

/** As they ran: by phase, and within a phase as they were registered. */
function inOrder(runners: readonly RunnerReport[]): RunnerReport[] {
  return PHASES.flatMap((phase) => runners.filter((runner) => runner.phase === phase));
}
