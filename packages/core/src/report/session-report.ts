import { type DescribedError, EXIT_CODES, type ExitName, type RiglineError } from "@rigline/foundation/errors";
import type { SessionStatus } from "@rigline/foundation/status";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { RunnerReport } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";

/** A failure outside the runners, and the exit that it asks for. */
export interface SessionProblem extends DescribedError {
  readonly exit: ExitName;
}

/** Where a session's hand-off stood when its launcher closed: `complete`, `none` where no plugin hands off, … */
export interface ToldHandOff {
  /** A word: `complete`, `scheduled`, `pending`, `outbox`, `held`, `declined`, `none`, … */
  readonly state: string;
  /** One phrase, or empty. */
  readonly detail: string;
  /** The same in the words of `rigline status`, where the plugin that hands off knows them. */
  readonly status?: SessionStatus;
}

/** All that is to be said when a session is over, or was not opened. `exitCode` is what a program ends with. */
export type SessionReport = OpenedSessionReport | RefusedSessionReport;

/** Of a session that was opened; `rigline run --json` prints it as it is. */
export interface OpenedSessionReport extends ReportedSession {
  /** What was recorded, by whom, where. */
  readonly session: Session;
  /** The file to send to whoever is asked for help; absent when all went well. */
  readonly problemReport?: string;
}

/** No session was opened: of a rig in use, a plugin that failed, an error in preflight, a veto, a question without an answer. */
export interface RefusedSessionReport extends ReportedSession {
  readonly session: undefined;
  /** Why; the first of `problems`. */
  readonly error: RiglineError;
}

export interface ReportedSession {
  /** How the experiment ended. */
  readonly outcome: SessionOutcome;
  /** Why it failed or was aborted. */
  readonly reason?: string;
  /** Where the data stood when the launcher ended. */
  readonly handOff: ToldHandOff;
  /** Every runner, in the order in which they settled. */
  readonly runners: readonly RunnerReport[];
  /** Failures outside the runners: hooks, teardown, the journal, the logs. */
  readonly problems: readonly SessionProblem[];
  /** What preflight found, `ok` left out. */
  readonly findings: readonly Finding[];
  /** The folder of launcher.log and events.jsonl. */
  readonly logs: string;
  /** From the start of the launcher to its end. */
  readonly milliseconds: number;
  /** The name of the exit code. */
  readonly exit: ExitName;
  /** What the command ends with. */
  readonly exitCode: number;
}

/** The truthful exit: how the experiment ended counts first, then what did not hand off, then the first other problem. */
export function exitOf(
  outcome: SessionOutcome,
  runners: readonly RunnerReport[],
  problems: readonly SessionProblem[],
): { readonly exit: ExitName; readonly exitCode: number } {
  const exit = nameExit(outcome, runners, problems);
  return { exit, exitCode: EXIT_CODES[exit] };
}

function nameExit(
  outcome: SessionOutcome,
  runners: readonly RunnerReport[],
  problems: readonly SessionProblem[],
): ExitName {
  if (outcome === "aborted") return "aborted";
  if (outcome === "failed") return sessionRan(runners) ? "experiment" : (firstExit(problems) ?? "runner");
  const owed = runners.filter((runner) => runner.state !== "done" && !isIntended(runner));
  // Who has stopped it knows, and a script shall not take it for a failure.
  if (owed.some(wasStopped) && owed.every((runner) => wasStopped(runner) || runner.state === "skipped"))
    return "aborted";
  if (owed.length > 0) return "runner";
  return firstExit(problems) ?? "success";
}

/** Of those that are failures; the others are told. */
function firstExit(problems: readonly SessionProblem[]): ExitName | undefined {
  return problems.find(({ exit }) => exit !== "success")?.exit;
}

function wasStopped({ code }: RunnerReport): boolean {
  return code === "RUNNER_ABORTED";
}

/** Otherwise something before the experiment went wrong, and the experiment is not to blame. */
function sessionRan(runners: readonly RunnerReport[]): boolean {
  return runners.some(({ phase, state }) => phase === "session" && state !== "skipped");
}

/** A runner that is not wanted after a failed experiment is no failure, nor is one that does not count. */
function isIntended(runner: RunnerReport): boolean {
  if (runner.tolerated === true) return true;
  return runner.state === "skipped" && runner.code === "RUNNER_NOT_WANTED";
}
