import { readFileSync } from "node:fs";
import { readJournal } from "../journal/index.js";
import { restoreSession, type RestoredSession } from "./restore-session.js";
import { sessionFilePath, sessionJournalPath } from "./session-places.js";
import { SessionSchema } from "./session-record.js";
import type { Session } from "./session.js";

/**
 * What is known of the session in a folder, read without changing anything. Damaged lines of its journal are passed
 * over. Throws JOURNAL_UNREADABLE and SESSION_UNREADABLE.
 */
export function readSession(directory: string): RestoredSession {
  const { records } = readJournal(sessionJournalPath(directory));
  const [first] = records;
  return restoreSession(records, first?.type === "sessionOpened" ? undefined : readSessionFile(directory));
}

/** `session.json`; undefined when it can't be read either. */
export function readSessionFile(directory: string): Session | undefined {
  try {
    return SessionSchema.parse(JSON.parse(readFileSync(sessionFilePath(directory), "utf8")));
  } catch {
    return undefined;
  }
}
