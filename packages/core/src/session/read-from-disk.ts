import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { listSessionsIn, type SessionSummary } from "./list-sessions.js";
import { readSessionIn, type ReadSession } from "./read-session.js";

/** The sessions in `<dataDir>/<subject>/<name>`, the newest first. A folder that does not exist holds none. */
export function listSessions(dataDir: string, fileSystem: FileSystem = nodeFileSystem): SessionSummary[] {
  return listSessionsIn(fileSystem, dataDir);
}

/**
 * What is known of the session in a folder, read without changing anything. Damaged lines of its journal are passed
 * over. Throws JOURNAL_UNREADABLE and SESSION_UNREADABLE.
 */
export function readSession(directory: string, fileSystem: FileSystem = nodeFileSystem): ReadSession {
  return readSessionIn(fileSystem, directory);
}
