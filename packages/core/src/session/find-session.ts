import leven from "leven";
import { listSessions, type SessionSummary } from "./list-sessions.js";
import { sessionError } from "./session-errors.js";

/**
 * The session of a name, or without a name the newest that is unfinished. Throws SESSION_NOT_FOUND with the nearest
 * name, SESSION_NONE_UNFINISHED, and SESSION_UNREADABLE.
 */
export function findSession(dataDir: string, name?: string): SessionSummary {
  const sessions = listSessions(dataDir);
  return name === undefined ? findUnfinished(dataDir, sessions) : findNamed(dataDir, sessions, name);
}

function findUnfinished(dataDir: string, sessions: readonly SessionSummary[]): SessionSummary {
  const found = sessions.find(({ unfinished }) => unfinished);
  if (found !== undefined) return found;
  throw sessionError("SESSION_NONE_UNFINISHED", {
    what: `none of the ${sessions.length} sessions in ${dataDir} is unfinished`,
  });
}

function findNamed(dataDir: string, sessions: readonly SessionSummary[], name: string): SessionSummary {
  const found = sessions.find((session) => session.name === name);
  if (found?.problem !== undefined) {
    throw sessionError("SESSION_UNREADABLE", {
      what: `session ${name} can't be read`,
      where: { file: found.directory },
      why: found.problem,
    });
  }
  if (found !== undefined) return found;
  const [nearest] = sessions.map((session) => session.name).sort((a, b) => leven(name, a) - leven(name, b));
  throw sessionError("SESSION_NOT_FOUND", {
    what: `there is no session ${name} in ${dataDir}`,
    why: nearest === undefined ? "there is none at all" : `the nearest name is ${nearest}`,
  });
}
