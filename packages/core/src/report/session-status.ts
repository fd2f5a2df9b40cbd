import { type FollowedStatus, makeStatus, STATUS_WORDS, type SessionStatus } from "@rigline/foundation/status";
import { formatData } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import type { RestoredSession, SessionCleaning } from "../session/restore-session.js";
import type { KnownHandOff } from "../di/core-tokens.js";
import type { SessionStanding } from "./render-sessions.js";

export interface StandingFacts {
  readonly standing: SessionStanding;
  /** As the plugin that hands off reads it now, or that there is none; undefined: nobody could be asked. */
  readonly known: KnownHandOff | undefined;
  /** As it stood when the session ended. */
  readonly before: { readonly state: string; readonly detail: string } | undefined;
  /** Why the session can't be read, failed, or was aborted. */
  readonly why: string | undefined;
  /** What comes next for it, with the command to type. */
  readonly next: string | undefined;
  /** Its experiment waits, as the journal says; undefined: it does not. */
  readonly paused?: RestoredSession["paused"];
  /** How far it is copied while it runs; undefined: it is not. */
  readonly followed?: FollowedStatus | undefined;
}

/**
 * Where a session's data stand: what the plugin that hands off says of them, unless the session itself still runs, can't be read
 * or owes something, which goes before.
 */
export function sessionStatus({
  standing,
  known,
  before,
  why = "",
  next,
  paused,
  followed,
}: StandingFacts): SessionStatus {
  const todo = next ?? null;
  switch (standing) {
    case "running":
      return makeStatus("running", {
        detail: [
          ...(paused === undefined ? [] : [describePause(paused)]),
          ...(followed === undefined ? [] : [describeFollowed(followed)]),
        ].join("; "),
        ...(followed === undefined ? {} : { followed }),
      });
    case "unreadable":
      return makeStatus("stuck", { detail: why, todo, isOver: true });
    case "unfinished":
      return known === undefined || isNowhere(known) ? owed(known, why, todo) : withOwed(toStatus(known), todo);
    case "finished":
      return known === undefined ? asBefore(before) : toStatus(known);
  }
}

function describePause({ by, at, reason }: NonNullable<RestoredSession["paused"]>): string {
  const since = at === undefined ? "" : ` since ${showLocalTime(at)}`;
  return `paused by ${by}${since}${reason === undefined ? "" : `: ${reason}`}`;
}

function describeFollowed({ at, files, bytes, waiting, held }: FollowedStatus): string {
  if (at === null) return "to be copied while it runs; no daemon has looked at it yet";
  const more = waiting === 0 ? "" : `, ${waiting} more seen`;
  return `${formatData({ files, bytes })} copied while it runs${more}${held === null ? "" : `; just now nothing is: ${held}`}`;
}

/** Nothing of it was published. */
function isNowhere({ state }: KnownHandOff): boolean {
  return state === "none" || state === "not done";
}

function owed(known: KnownHandOff | undefined, why: string, todo: string | null): SessionStatus {
  const left = known?.state === "not done" ? known.detail : "the session is not finished";
  return makeStatus("stuck", { detail: why === "" ? left : `${left}; ${why}`, todo, isOver: true });
}

/** Data that have arrived are no reason to forget what is owed, least of all to delete their source. */
function withOwed(status: SessionStatus, todo: string | null): SessionStatus {
  if (!status.isOver || todo === null || status.word === "stuck") return { ...status, todo: status.todo ?? todo };
  const detail = `a step of the session is owed; ${status.word === "safe to delete" ? "its data are handed off" : status.word}`;
  return makeStatus("stuck", { detail, todo, isOver: true });
}

function toStatus({ state, detail, status }: KnownHandOff): SessionStatus {
  if (status !== undefined) return status;
  if (state === "none" || state === "not done") return makeStatus("not handed off", { detail, isOver: true });
  const word = STATUS_WORDS.find((known) => known === state);
  if (word !== undefined) return makeStatus(word, { detail });
  // A plugin with words of its own.
  return makeStatus("unknown", { detail: detail === "" ? state : `${state}: ${detail}`, isOver: state === "complete" });
}

function asBefore(before: StandingFacts["before"]): SessionStatus {
  const stood = before === undefined ? "" : `${before.state}${before.detail === "" ? "" : `: ${before.detail}`}`;
  const detail = stood === "" ? "the plugins can't be asked" : `when the session ended it was ${stood}`;
  return makeStatus("unknown", { detail, isOver: true });
}

/** What is safe to delete and was deleted by `rigline clean`; where something came to lie there since, it is not that any more. */
export function withCleaning(status: SessionStatus, cleaning: SessionCleaning | undefined): SessionStatus {
  if (cleaning === undefined || status.word !== "safe to delete") return status;
  const { by, at, files, bytes, copy, isDone } = cleaning;
  const when = at === undefined ? "" : ` at ${showLocalTime(at)}`;
  const what = formatData({ files, bytes });
  if (isDone) return { ...status, word: "cleaned", detail: `${what} deleted by ${by}${when}; ${copy}` };
  const detail = `${by} has begun to delete ${what}${when}, which did not come to its end; ${status.detail}`;
  return { ...status, detail, todo: "`rigline clean` goes on with it" };
}
