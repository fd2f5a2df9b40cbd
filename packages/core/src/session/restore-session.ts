import type { JournalRecord } from "@rigline/foundation/journal";
import type { RunnerReport } from "./runner-report.js";
import { sessionError } from "./session-errors.js";
import { foldRecord, newSessionState } from "./session-state.js";
import { readSessionRecord } from "./session-record.js";
import type { RestoredSession } from "./restored-session.js";
import type { Session } from "./session.js";

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
  const session = state.session ?? fallback();
  if (session === undefined)
    throw sessionError("SESSION_UNREADABLE", { what: "the journal does not say what session it is of" });
  const died = state.outcome === undefined && [...state.interrupted.values()].includes("session");
  return died ? { ...state, session, outcome: "failed", reason: LAUNCHER_DIED } : { ...state, session };
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
