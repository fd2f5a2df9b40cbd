import { openJournal, type Journal } from "../journal/index.js";
import type { Clock } from "../platform/clock.js";
import type { FileSystem } from "../platform/file-system.js";
import { readSessionFile, relocate } from "./read-session.js";
import { restoreSession } from "./restore-session.js";
import type { RestoredSession } from "./restored-session.js";
import { sessionJournalPath } from "./session-places.js";
import type { SessionRecord } from "./session-record.js";
import type { Session } from "./session.js";

/** A session's journal, which takes the records of sessions only. */
export interface SessionJournal extends Pick<Journal, "path" | "records" | "close"> {
  /** Returns when the record is on the device. Throws JOURNAL_WRITE_FAILED. */
  append(record: SessionRecord): void;
}

interface JournalParts {
  readonly clock: Pick<Clock, "now">;
  readonly fileSystem?: FileSystem;
  /** What this launcher did before it had the journal: on the device together with the record that it goes with. */
  readonly early?: readonly SessionRecord[];
}

/** Begins the journal of a session whose folder has just been made, with the steps and answers that led to it. */
export function createSessionJournal(session: Session, { early = [], ...parts }: JournalParts): SessionJournal {
  const journal = openJournal(sessionJournalPath(session.directory), parts);
  const opened: SessionRecord = { type: "sessionOpened", session, pid: process.pid };
  journal.appendAll([opened, ...early]);
  return journal;
}

/**
 * Opens the journal of a session to go on with it. Whoever calls holds the session's lock. Throws JOURNAL_DAMAGED (unless
 * damaged lines shall be passed over), JOURNAL_UNREADABLE and SESSION_UNREADABLE.
 */
export function reopenSessionJournal(
  directory: string,
  { early = [], ...parts }: JournalParts & { readonly damaged?: "refuse" | "skip" },
): { readonly journal: SessionJournal; readonly restored: RestoredSession } {
  const journal = openJournal(sessionJournalPath(directory), parts);
  try {
    const restored = relocate(
      restoreSession(journal.records, () => readSessionFile(directory)),
      directory,
    );
    const resumed: SessionRecord = { type: "resumed", pid: process.pid };
    journal.appendAll([resumed, ...early]);
    return { journal, restored };
  } catch (error) {
    journal.close();
    throw error;
  }
}
