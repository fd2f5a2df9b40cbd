import { basename, dirname, join } from "node:path";
import { messageOf, didYouMean } from "@rigline/foundation/errors";
import { systemCodeOf, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ProcessIdentity } from "../processes/process-identity.js";
import type { RunnerReport, RunnerState } from "./session-record.js";
import { listElsewhere } from "./elsewhere.js";
import { readSessionIn, type ReadSession, readSessionFile } from "./read-session.js";
import { isUnfinished, listOwed, type RestoredSession, type SessionCleaning } from "./restore-session.js";
import { SESSION_FOLDER } from "./session-places.js";
import type { Session, SessionOutcome } from "./session.js";
import { sessionError } from "./session-errors.js";
import { formerNames } from "./session-label.js";

/** Lines of a runner's report that are no passing matter. */
export const STILL_RUNNING = "still running";
const NOTED: Readonly<Record<string, string>> = {
  [STILL_RUNNING]: "what the experiment had started still ran at the hand-off",
  "changed since": "changed since",
};

/** One session of a data folder, as its journal tells it. */
export interface SessionSummary {
  readonly name: string;
  readonly subject: string;
  readonly directory: string;
  /** ISO 8601 with its offset; undefined when the session can't be read. */
  readonly date: string | undefined;
  readonly session: Session | undefined;
  /** Undefined: the experiment was not over when the launcher last wrote. */
  readonly outcome: SessionOutcome | undefined;
  readonly reason: string | undefined;
  /** The outcome is in the journal; false when it was concluded from an experiment that never settled. */
  readonly ended: boolean;
  readonly runners: readonly { readonly name: string; readonly state: RunnerState; readonly reason?: string }[];
  readonly handOff: { readonly state: string; readonly detail: string } | undefined;
  /** Its files were deleted at the rig, or that was begun. */
  readonly cleaning: SessionCleaning | undefined;
  /** What its runners have told that matters after the session, a sentence each. */
  readonly notes: readonly string[];
  /** `rigline resume` has something to do. Also true of a session that runs right now. */
  readonly unfinished: boolean;
  /** The runners it would run; undefined: the launcher itself did not come to its end, or the session can't be read. */
  readonly owed: readonly string[] | undefined;
  /** The process of its experiment, where one was started. */
  readonly experiment: ProcessIdentity | undefined;
  /** Its experiment waits; undefined: it does not. */
  readonly paused?: RestoredSession["paused"];
  /** What of its journal was changed behind the launcher's back: `rigline resume` refuses it. */
  readonly damage: string | undefined;
  /** Why it can't be read; the rest is then what its folder's name says. */
  readonly problem: string | undefined;
}

/** The sessions in `<dataDir>/<subject>/<name>`, and those that were swept up elsewhere, the newest first. A folder that does not exist holds none. */
export function listSessionsIn(
  fileSystem: FileSystem,
  dataDir: string,
  summarize = (directory: string): SessionSummary => summarizeSession(fileSystem, directory),
): SessionSummary[] {
  return listSessionFolders(fileSystem, dataDir)
    .map((directory) => summarize(directory))
    .filter(({ problem, directory }) => problem === undefined || !isDestination(fileSystem, directory))
    .sort((left, right) => timeOf(right) - timeOf(left) || right.name.localeCompare(left.name));
}

/** A folder into which the daemon publishes, below the data folder: it keeps lists of what arrived there, and nothing else. */
function isDestination(fileSystem: FileSystem, directory: string): boolean {
  try {
    const kept = fileSystem.list(join(directory, SESSION_FOLDER));
    return kept.length > 0 && kept.every(({ name }) => name === "inventories");
  } catch {
    return false;
  }
}

/** Their absolute paths, when `dataDir` is absolute; with those that were swept up elsewhere. */
export function listSessionFolders(fileSystem: FileSystem, dataDir: string): string[] {
  const own = listFolders(fileSystem, dataDir)
    .flatMap((subject) => listFolders(fileSystem, join(dataDir, subject)).map((name) => join(dataDir, subject, name)))
    .filter((directory) => fileSystem.exists(join(directory, SESSION_FOLDER)));
  return [...own, ...listElsewhere(fileSystem, dataDir).filter((directory) => !own.includes(directory))];
}

export function summarizeSession(fileSystem: FileSystem, directory: string): SessionSummary {
  try {
    return summarize(directory, readSessionIn(fileSystem, directory));
  } catch (error) {
    mark("session: one that can't be read is listed with the reason");
    return unreadable(directory, messageOf(error));
  }
}

function summarize(directory: string, restored: ReadSession): SessionSummary {
  const { session, outcome, reason, handOff } = restored;
  const settled = [...restored.runners.values()].map(({ report }) => ({
    name: report.name,
    state: report.state,
    ...(report.reason === undefined ? {} : { reason: report.reason }),
  }));
  const started = [...restored.interrupted.keys()]
    .filter((name) => !restored.runners.has(name))
    .map((name) => ({ name, state: "running" as const }));
  return {
    name: session.name,
    subject: session.subject,
    directory,
    date: session.date,
    session,
    outcome,
    reason,
    ended: restored.ended,
    runners: [...settled, ...started],
    handOff,
    cleaning: restored.cleaning,
    notes: [...restored.runners.values()].flatMap(({ report }) => takeNotes(report)),
    unfinished: isUnfinished(restored),
    owed: listOwed(restored),
    experiment: restored.experiment,
    paused: restored.paused,
    damage: describeDamage(restored),
    problem: undefined,
  };
}

function takeNotes({ details = [] }: RunnerReport): string[] {
  return details.flatMap(({ label, value }) => (NOTED[label] === undefined ? [] : [`${NOTED[label]}: ${value}`]));
}

function describeDamage({ damagedLines }: ReadSession): string | undefined {
  const [first] = damagedLines;
  return first === undefined ? undefined : `line ${first} of its journal is damaged (JOURNAL_DAMAGED)`;
}

function unreadable(directory: string, problem: string): SessionSummary {
  return {
    name: basename(directory),
    subject: basename(dirname(directory)),
    directory,
    date: undefined,
    session: undefined,
    outcome: undefined,
    reason: undefined,
    ended: false,
    runners: [],
    handOff: undefined,
    cleaning: undefined,
    notes: [],
    unfinished: false,
    owed: undefined,
    experiment: undefined,
    damage: undefined,
    problem,
  };
}

/** Unreadable sessions come first: they want to be seen. */
function timeOf({ date }: SessionSummary): number {
  return date === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(date);
}

/** The names of the folders in a folder; none where it is not there, or closed to this user. */
export function listFolders(fileSystem: FileSystem, folder: string): string[] {
  try {
    return fileSystem
      .list(folder)
      .filter(({ isFolder }) => isFolder)
      .map(({ name }) => name);
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    if (!["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(code)) throw error;
    if (code === "EACCES" || code === "EPERM") mark("session: a folder that is closed to this user holds none");
    return [];
  }
}

/**
 * The newest unfinished session of a rig; undefined when there is none. Those of other rigs that share the data folder are
 * theirs to finish: they may be running.
 */
export function findUnfinished(fileSystem: FileSystem, dataDir: string, rigName: string): SessionSummary | undefined {
  for (const { directory, session } of newestFirst(fileSystem, listSessionFolders(fileSystem, dataDir))) {
    if (session !== undefined && session.rigName !== rigName) continue;
    const summary = summarizeSession(fileSystem, directory);
    if (summary.unfinished && summary.session?.rigName === rigName) return summary;
  }
  return undefined;
}

/** By `session.json`, so that no journal is read behind the one that is looked for; without one a session comes first. */
function newestFirst(
  fileSystem: FileSystem,
  directories: readonly string[],
): readonly { readonly directory: string; readonly session: Session | undefined }[] {
  const timeOf = (session: Session | undefined): number =>
    session === undefined ? Infinity : Date.parse(session.date);
  return directories
    .map((directory) => ({ directory, session: readSessionFile(fileSystem, directory) }))
    .toSorted((left, right) => timeOf(right.session) - timeOf(left.session) || 0);
}

/** The session of a name, or of one that it had before it was relabelled. Throws SESSION_NOT_FOUND with the nearest name, where one is near, and SESSION_UNREADABLE. */
export function findSession(fileSystem: FileSystem, dataDir: string, name: string): SessionSummary {
  // The folder is named like the session: the journals of all the others need not be read.
  const folder = listSessionFolders(fileSystem, dataDir).find((directory) => basename(directory) === name);
  if (folder !== undefined) return readable(summarizeSession(fileSystem, folder), name);
  const sessions = listSessionsIn(fileSystem, dataDir);
  const found = sessions.find((session) => session.name === name) ?? sessions.find(wasCalled(name));
  if (found !== undefined) return readable(found, name);
  const names = sessions.map((session) => session.name);
  throw sessionError("SESSION_NOT_FOUND", {
    what: `there is no session ${name} in ${dataDir}.${didYouMean(name, names)}`,
    ...(names.length === 0 ? { why: "there is none at all" } : {}),
  });
}

function wasCalled(name: string): (summary: SessionSummary) => boolean {
  return ({ session }) => session !== undefined && formerNames(session).includes(name);
}

function readable(found: SessionSummary, name: string): SessionSummary {
  if (found.problem === undefined) return found;
  throw sessionError("SESSION_UNREADABLE", {
    what: `session ${name} can't be read`,
    where: { file: found.directory },
    why: found.problem,
  });
}
