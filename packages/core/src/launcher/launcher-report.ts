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
import type { LauncherParts } from "./launcher-parts.js";
import type { SessionEnding } from "./session-ending.js";

/** How a session went, up to its last runner. */
export interface Conducted {
  readonly ending: SessionEnding;
  readonly handOff: ToldHandOff;
  readonly milliseconds: number;
}

type Parts = Pick<LauncherParts, "runners" | "problems" | "logs" | "redactor">;

export function buildReport(
  { runners: { reports }, problems: { all: problems }, logs, redactor }: Parts,
  session: Conducted & {
    readonly session: Session;
    readonly findings: readonly Finding[];
    readonly problemReport: string | undefined;
  },
): OpenedSessionReport {
  const { ending, handOff, findings, problemReport, milliseconds } = session;
  return redactor.showTextsIn({
    session: session.session,
    ...ending,
    handOff,
    runners: inOrder(reports),
    problems,
    findings: worthSaying(findings),
    logs: logs.folder,
    ...(problemReport === undefined ? {} : { problemReport }),
    milliseconds,
    ...exitOf(ending.outcome, reports, problems),
  });
}

/** Of a session that was not opened. */
export function buildRefusal(
  { problems, logs, redactor }: Parts,
  error: RiglineError,
  { findings, milliseconds }: { readonly findings: readonly Finding[]; readonly milliseconds: number },
): RefusedSessionReport {
  const refusal: SessionProblem = { ...describeError(error), exit: error.exit };
  const report = redactor.showTextsIn({
    session: undefined,
    outcome: error.exit === "aborted" ? ("aborted" as const) : ("failed" as const),
    reason: error.message,
    handOff: { state: "none", detail: "no session was opened" },
    runners: [],
    problems: [refusal, ...problems.all.filter(({ message }) => message !== refusal.message)],
    findings: worthSaying(findings),
    logs: logs.folder,
    milliseconds,
    exit: error.exit,
    exitCode: error.exitCode,
  });
  return { ...report, error };
}

function worthSaying(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level !== "ok");
}

const PHASES = ["preSession", "session", "postSession"] as const;

/** As they ran: by phase, and within a phase as they were registered. */
function inOrder(runners: readonly RunnerReport[]): RunnerReport[] {
  return PHASES.flatMap((phase) => runners.filter((runner) => runner.phase === phase));
}
