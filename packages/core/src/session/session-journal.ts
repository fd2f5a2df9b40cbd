import { openJournal, readJournal, type Journal } from "@rigline/foundation/journal";
import { type Clock, type FileSystem, systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { newSessionState, restoreSession, type RestoredSession } from "./restore-session.js";
import { readSessionFile, relocate } from "./read-session.js";
import { sessionJournalPath } from "./session-places.js";
import type { SessionRecord } from "./session-record.js";
import type { Session } from "./session.js";

/** A session's journal, which takes the records of sessions only. */
export interface SessionJournal extends Pick<Journal, "path" | "records" | "close"> {
  /**
   * Returns when the record is on the device. Throws JOURNAL_WRITE_FAILED; the record is then written before the next one that can
   * be: what follows would otherwise tell of a session that had never owed what is missing.
   */
  append(record: SessionRecord): void;
}

interface JournalParts {
  readonly clock: Pick<Clock, "now">;
  readonly fileSystem: FileSystem;
  /** Of this process. */
  readonly pid: number;
  /** What this launcher did before it had the journal: on the device together with the record that it goes with. */
  readonly early?: readonly SessionRecord[];
}

/**
 * Begins the journal of a session whose folder has just been made, with the steps and answers that led to it. `at`: another folder
 * than the session's.
 */
export function createSessionJournal(
  session: Session,
  { early = [], ...parts }: JournalParts,
  at = session.directory,
): SessionJournal {
  const journal = openJournal(sessionJournalPath(at), parts);
  const opened: SessionRecord = { type: "sessionOpened", session, pid: parts.pid };
  journal.appendAll([opened, ...early]);
  return withoutHoles(journal, parts.clock);
}

/**
 * Adds one line to the journal of a session that nobody has open: it does not run. Throws JOURNAL_UNREADABLE and
 * JOURNAL_WRITE_FAILED.
 */
export function addToSessionJournal(
  { directory }: Pick<Session, "directory">,
  record: SessionRecord,
  parts: Pick<JournalParts, "clock" | "fileSystem">,
): void {
  const journal = openJournal(sessionJournalPath(directory), { ...parts, damaged: "skip" });
  try {
    journal.append(record);
  } finally {
    journal.close();
  }
}

function withoutHoles(journal: Journal, clock: Pick<Clock, "now">): SessionJournal {
  const unwritten: SessionRecord[] = [];
  const append = (record: SessionRecord): void => {
    const dated = { ...record, at: record.at ?? clock.now().toISOString() };
    try {
      journal.appendAll([...unwritten, dated]);
    } catch (error) {
      // What is no JSON never will be.
      if (systemCodeOf((error as Error).cause) !== undefined) unwritten.push(dated);
      throw error;
    }
    if (unwritten.splice(0).length > 0) mark("session: records that could not be written come before the next");
  };
  return Object.create(journal, { append: { value: append } }) as SessionJournal;
}

/** Of a journal with lines, or all of them, lost: whether it was run is not known, so it is never run again. */
const EXPERIMENT_UNKNOWN = "what became of the experiment is not known: the session's journal is damaged or lost";

interface ReopenParts extends JournalParts {
  /** `skip`: damaged lines are passed over, and a journal that is lost is begun anew; the experiment is then over. */
  readonly damaged?: "refuse" | "skip";
  /** What the session is, where its own folder no longer says it. */
  readonly known?: Session;
}

/**
 * Opens the journal of a session to go on with it. Whoever calls holds the session's lock. Throws JOURNAL_DAMAGED (unless
 * damaged lines shall be passed over), JOURNAL_UNREADABLE and SESSION_UNREADABLE.
 */
export function reopenSessionJournal(
  directory: string,
  { early = [], known, ...parts }: ReopenParts,
): { readonly journal: SessionJournal; readonly restored: RestoredSession } {
  const path = sessionJournalPath(directory);
  const skips = parts.damaged === "skip";
  const isDamaged = skips && parts.fileSystem.exists(path) && readJournal(path, parts).damaged.length > 0;
  const journal = openJournal(path, parts);
  try {
    const session = readSessionFile(parts.fileSystem, directory) ?? known;
    const isLost = skips && journal.records.length === 0 && session !== undefined;
    if (isLost) mark("session: a journal that was lost is begun anew, and the experiment is over");
    if (isDamaged) mark("session: a journal with lines lost runs no experiment");
    const opened: SessionRecord[] = isLost ? [{ type: "sessionOpened", session, pid: parts.pid }] : [];
    const found = isLost ? { ...newSessionState(), session } : restoreSession(journal.records, () => session);
    const restored = relocate(isLost || isDamaged ? endUnknown(found) : found, directory);
    const resumed: SessionRecord = { type: "resumed", pid: parts.pid };
    journal.appendAll([...opened, resumed, ...early]);
    return { journal: withoutHoles(journal, parts.clock), restored };
  } catch (error) {
    journal.close();
    throw error;
  }
}

function endUnknown(found: RestoredSession): RestoredSession {
  return found.outcome === undefined ? { ...found, outcome: "failed", reason: EXPERIMENT_UNKNOWN } : found;
}
