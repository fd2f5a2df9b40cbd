import { join } from "node:path";

/** What the launcher keeps of a session, in the session's own folder so that it moves with the data. */
export const SESSION_FOLDER = ".rigline";

export function sessionJournalPath(directory: string): string {
  return join(directory, SESSION_FOLDER, "journal.jsonl");
}

/** What somebody who was not there needs to know, after a session that went wrong. */
export function problemReportPath(directory: string): string {
  return join(directory, SESSION_FOLDER, "problem-report.md");
}

/** The plain `Session`. */
export function sessionFilePath(directory: string): string {
  return join(directory, SESSION_FOLDER, "session.json");
}

/** The same as the Session model of aind-behavior-services, for experiments that read it. */
export function aindSessionFilePath(directory: string): string {
  return join(directory, SESSION_FOLDER, "aind_session.json");
}
