import { basename, dirname, join } from "node:path";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { listSessionsIn, summarizeSession, type SessionSummary } from "./list-sessions.js";
import { SESSION_FOLDER } from "./session-places.js";
import { SessionSchema } from "./session-record.js";
import type { Session } from "./session.js";

/**
 * `<data_dir>/.rigline/unfinished/<folder>.json`, a copy of the session's own `session.json` for each session that is not
 * finished. So each start knows what is owed without reading the journals of all time. Made once from these.
 */
export function markUnfinished(fileSystem: FileSystem, session: Session): void {
  // One that was swept up elsewhere lies in no data folder: nothing is written above it.
  if (![session.subject, ...(session.formerSubjects ?? [])].includes(basename(dirname(session.directory)))) return;
  const dataDir = dataFolderOf(session.directory);
  buildOnce(fileSystem, dataDir);
  const file = markFile(dataDir, basename(session.directory));
  writeDurably(file, `${JSON.stringify(session, undefined, 2)}\n`, { fileSystem });
}

/** The session is finished, or there is no way to finish it. Never throws: a mark that stays is looked at again. */
export function clearUnfinished(fileSystem: FileSystem, directory: string): void {
  try {
    fileSystem.remove(markFile(dataFolderOf(directory), basename(directory)));
  } catch {
    mark("session: a mark that can't be taken away is looked at again");
    // As above.
  }
}

/** What stands in a session's mark, when its own folder can't say what it is. `directory`: of the session. */
export function readMark(fileSystem: FileSystem, directory: string): Session | undefined {
  return parseMark(fileSystem, markFile(dataFolderOf(directory), basename(directory)), directory);
}

/** Where the folder of a marked session is; undefined when there is no mark of that name. */
export function findMarked(fileSystem: FileSystem, dataDir: string, name: string): string | undefined {
  const marked = parseMark(fileSystem, markFile(dataDir, name));
  return marked === undefined ? undefined : placeOf(dataDir, marked);
}

/**
 * The sessions of a rig that are unfinished, or of which something is to be told that its end has left open (`notes`), the
 * newest first. Marks of all others are taken away.
 */
export function listUnfinished(fileSystem: FileSystem, dataDir: string, rigName: string): SessionSummary[] {
  return listMarked(fileSystem, dataDir)
    .flatMap((marked) => summarizeMarked(fileSystem, dataDir, marked, rigName))
    .sort((left, right) => Date.parse(right.date ?? "") - Date.parse(left.date ?? "") || 0);
}

function summarizeMarked(fileSystem: FileSystem, dataDir: string, marked: Session, rigName: string): SessionSummary[] {
  if (marked.rigName !== rigName) return [];
  const directory = placeOf(dataDir, marked);
  const { session = { ...marked, directory }, date = marked.date, ...found } = summarizeSession(fileSystem, directory);
  if (found.problem !== undefined) return [{ ...found, session, date, unfinished: true }];
  if (found.unfinished || found.notes.length > 0) return [{ ...found, session, date }];
  mark("session: the mark of one that is finished is taken away");
  clearUnfinished(fileSystem, directory);
  return [];
}

/** Where the data folder is now: its disk may have another letter. */
function placeOf(dataDir: string, { directory }: Session): string {
  return join(dataDir, basename(dirname(directory)), basename(directory));
}

function listMarked(fileSystem: FileSystem, dataDir: string): readonly Session[] {
  const folder = markFolder(dataDir);
  if (fileSystem.exists(folder)) {
    const files = fileSystem.list(folder).filter(({ name }) => name.endsWith(".json"));
    return files.flatMap(({ name }) => parseMark(fileSystem, join(folder, name)) ?? []);
  }
  const known = findByJournals(fileSystem, dataDir);
  try {
    if (fileSystem.exists(dataDir)) build(fileSystem, dataDir, known);
  } catch {
    mark("session: an index that can't be written is read from the journals at each start");
    // A folder that can't be written is another's to tell of; the next start reads the journals again.
  }
  return known;
}

function buildOnce(fileSystem: FileSystem, dataDir: string): void {
  if (!fileSystem.exists(markFolder(dataDir))) build(fileSystem, dataDir, findByJournals(fileSystem, dataDir));
}

function findByJournals(fileSystem: FileSystem, dataDir: string): readonly Session[] {
  return listSessionsIn(fileSystem, dataDir).flatMap(({ unfinished, session }) =>
    unfinished && session ? [session] : [],
  );
}

function build(fileSystem: FileSystem, dataDir: string, known: readonly Session[]): void {
  makeFolderDurably(fileSystem, markFolder(dataDir));
  for (const session of known)
    writeDurably(markFile(dataDir, basename(session.directory)), `${JSON.stringify(session)}\n`, { fileSystem });
}

function parseMark(fileSystem: FileSystem, file: string, directory?: string): Session | undefined {
  try {
    const marked = SessionSchema.parse(readJson(fileSystem, file));
    return directory === undefined ? marked : { ...marked, directory };
  } catch {
    mark("session: a mark that can't be read is passed over");
    return undefined;
  }
}

/** `<data_dir>/<subject>/<name>`. */
function dataFolderOf(directory: string): string {
  return dirname(dirname(directory));
}

function markFolder(dataDir: string): string {
  return join(dataDir, SESSION_FOLDER, "unfinished");
}

function markFile(dataDir: string, name: string): string {
  return join(markFolder(dataDir), `${name}.json`);
}
