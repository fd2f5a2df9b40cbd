import { resolve } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { readJson, type FileSystem } from "@rigline/foundation/platform";
import { restoreSession, type RestoredSession } from "./restore-session.js";
import { sessionFilePath, sessionJournalPath } from "./session-places.js";
import { SessionSchema } from "./session-record.js";
import type { Session } from "./session.js";

/** As the folder has it. */
export interface ReadSession extends RestoredSession {
  /** Of the journal, from 1; what is in them is not known. */
  readonly damagedLines: readonly number[];
}

/**
 * What is known of the session in a folder, read without changing anything. Damaged lines of its journal are passed
 * over. Throws JOURNAL_UNREADABLE and SESSION_UNREADABLE.
 */
export function readSessionIn(fileSystem: FileSystem, directory: string): ReadSession {
  const path = sessionJournalPath(directory);
  const { records, damaged } = fileSystem.exists(path)
    ? readJournal(path, { fileSystem })
    : { records: [], damaged: [] };
  const restored = restoreSession(records, () => readSessionFile(fileSystem, directory));
  return { ...relocate(restored, directory), damagedLines: damaged.map(({ line }) => line) };
}

/** The folder is where it was found: the disk may have another letter than when the session was opened. */
export function relocate(restored: RestoredSession, directory: string): RestoredSession {
  return { ...restored, session: { ...restored.session, directory: resolve(directory) } };
}

/** `session.json`; undefined when it can't be read either. */
export function readSessionFile(fileSystem: FileSystem, directory: string): Session | undefined {
  try {
    return SessionSchema.parse(readJson(fileSystem, sessionFilePath(directory)));
  } catch {
    return undefined;
  }
}
