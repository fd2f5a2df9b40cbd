import { basename } from "node:path";
import { didYouMean } from "@rigline/foundation/errors";
import { listSessionFolders, listSessions, summarizeSession, type SessionSummary } from "./list-sessions.js";
import { readSessionFile } from "./read-session.js";
import { sessionError } from "./session-errors.js";
import type { Session } from "./session.js";

/**
 * The newest unfinished session of a rig; undefined when there is none. Those of other rigs that share the data folder are
 * theirs to finish: they may be running.
 */
export function findUnfinished(dataDir: string, rigName: string): SessionSummary | undefined {
  for (const { directory, session } of newestFirst(listSessionFolders(dataDir))) {
    if (session !== undefined && session.rigName !== rigName) continue;
    const summary = summarizeSession(directory);
    if (summary.unfinished && summary.session?.rigName === rigName) return summary;
  }
  return undefined;
}

/** By `session.json`, so that no journal is read behind the one that is looked for; without one a session comes first. */
function newestFirst(
  directories: readonly string[],
): readonly { readonly directory: string; readonly session: Session | undefined }[] {
  const timeOf = (session: Session | undefined): number =>
    session === undefined ? Infinity : Date.parse(session.date);
  return directories
    .map((directory) => ({ directory, session: readSessionFile(directory) }))
    .toSorted((left, right) => timeOf(right.session) - timeOf(left.session) || 0);
}

/** The session of a name. Throws SESSION_NOT_FOUND with the nearest name, where one is near, and SESSION_UNREADABLE. */
export function findSession(dataDir: string, name: string): SessionSummary {
  // The folder is named like the session: the journals of all the others need not be read.
  const folder = listSessionFolders(dataDir).find((directory) => basename(directory) === name);
  if (folder !== undefined) return readable(summarizeSession(folder), name);
  const sessions = listSessions(dataDir);
  const found = sessions.find((session) => session.name === name);
  if (found !== undefined) return readable(found, name);
  const names = sessions.map((session) => session.name);
  throw sessionError("SESSION_NOT_FOUND", {
    what: `there is no session ${name} in ${dataDir}.${didYouMean(name, names)}`,
    ...(names.length === 0 ? { why: "there is none at all" } : {}),
  });
}

function readable(found: SessionSummary, name: string): SessionSummary {
  if (found.problem === undefined) return found;
  throw sessionError("SESSION_UNREADABLE", {
    what: `session ${name} can't be read`,
    where: { file: found.directory },
    why: found.problem,
  });
}
