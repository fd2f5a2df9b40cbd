import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { describeError, type RiglineError } from "@rigline/foundation/errors";
import {
  exitOf,
  type OpenedSessionReport,
  type SessionProblem,
  type RefusedSessionReport,
  type ToldHandOff,
} from "../report/session-report.js";
import type { RunnerReport } from "../session/session-record.js";
import type { Session } from "../session/session.js";
import type { SessionEnding } from "./session-ending.js";

export interface ReportParts {
  readonly session: Session;
  readonly ending: SessionEnding;
  readonly handOff: ToldHandOff;
  readonly runners: readonly RunnerReport[];
  readonly problems: readonly SessionProblem[];
  readonly findings: readonly Finding[];
  readonly logs: string;
  readonly problemReport: string | undefined;
  readonly milliseconds: number;
}

export function buildReport(parts: ReportParts): OpenedSessionReport {
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

/** Of a session that was not opened. */
export function buildRefusal(
  error: RiglineError,
  { problems, ...parts }: Pick<ReportParts, "problems" | "findings" | "logs" | "milliseconds">,
): Omit<RefusedSessionReport, "error"> {
  const refusal: SessionProblem = { ...describeError(error), exit: error.exit };
  const others = problems.filter(({ message }) => message !== refusal.message);
  return {
    session: undefined,
    outcome: error.exit === "aborted" ? "aborted" : "failed",
    reason: error.message,
    handOff: { state: "none", detail: "no session was opened" },
    runners: [],
    problems: [refusal, ...others],
    ...parts,
    exit: error.exit,
    exitCode: error.exitCode,
  };
}

const PHASES = ["preSession", "session", "postSession"] as const;

/** As they ran: by phase, and within a phase as they were registered. */
function inOrder(runners: readonly RunnerReport[]): RunnerReport[] {
  return PHASES.flatMap((phase) => runners.filter((runner) => runner.phase === phase));
}
