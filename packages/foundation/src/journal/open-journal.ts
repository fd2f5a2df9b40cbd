import { dirname } from "node:path";
import { messageOf } from "../errors/index.js";
import { mark } from "../marks/index.js";
import {
  flushFolder,
  makeFolderDurably,
  nodeFileSystem,
  removeQuietly,
  systemClock,
  systemCodeOf,
  type AppendFile,
  type Clock,
  type FileSystem,
} from "../platform/index.js";
import { journalError } from "./journal-errors.js";
import { encodeLine } from "./journal-line.js";
import type { Journal, JournalRecord } from "./journal-record.js";
import { readJournalIfThere, type JournalContents } from "./read-journal.js";

export interface JournalOptions {
  readonly fileSystem?: FileSystem;
  readonly clock?: Pick<Clock, "now">;
  /** What a damaged line in the middle does: `refuse` (the default) throws JOURNAL_DAMAGED, `skip` passes over it. */
  readonly damaged?: "refuse" | "skip";
  /**
   * Is handed the records found, and then those appended, in place of `records`, which stays empty: for journals of which only
   * what they come to is kept.
   */
  readonly onRecord?: (record: JournalRecord) => void;
  /** A folder that must be there: of those on the way to the journal only what lies below it is made. */
  readonly below?: string;
  /** What one process keeps in mind over all its journals, so that none is flushed again for nothing. */
  readonly durable?: DurableBytes;
}

/** How many bytes of a journal, by its path, are known to be on the device. */
export type DurableBytes = Map<string, number>;

const EMPTY: JournalContents = { records: [], tornBytes: 0, wholeBytes: 0, breakMissing: false, damaged: [] };

/**
 * Opens a journal for appending; made, with its folders, when absent. A torn tail is cut: it was never acknowledged. What is
 * found is flushed before it counts: whoever wrote it may have been killed before it could. One process at a time: whoever
 * opens a journal holds the lock of what it is about. Throws JOURNAL_DAMAGED, JOURNAL_UNREADABLE and JOURNAL_WRITE_FAILED.
 */
export function openJournal(path: string, options: JournalOptions = {}): Journal {
  const { fileSystem = nodeFileSystem, clock = systemClock, durable, onRecord } = options;
  const contents = readJournalIfThere(path, { fileSystem }) ?? EMPTY;
  if (options.damaged !== "skip") refuseDamage(path, contents);
  const file = attempt(path, () => openFile(path, fileSystem, contents, options));
  const records = onRecord === undefined ? [...contents.records] : [];
  if (onRecord !== undefined) for (const record of contents.records) onRecord(record);
  let broken: unknown;
  let closed = false;
  /** Where a write began that failed and could not be taken back. */
  let unwanted: number | undefined;
  let last: { readonly begins: number; readonly count: number } | undefined;

  const add = (added: readonly JournalRecord[], isFlushed: boolean): void => {
    if (closed) throw writeFailed(path, undefined, "it has been closed");
    if (unwanted !== undefined) {
      mark("journal: what could not be taken back is, before the next record");
      broken = undo(file, unwanted);
      if (broken === undefined) unwanted = undefined;
    }
    if (broken !== undefined) throw writeFailed(path, broken, "an earlier write failed and could not be undone");
    const complete = added.map((record) => ({ ...record, at: record.at ?? clock.now().toISOString() }));
    const lines = attempt(path, () => complete.map(encodeLine));
    const before = attempt(path, () => file.size);
    try {
      const bytes = Buffer.from(lines.join(""), "utf8");
      file.append(bytes);
      if (isFlushed) {
        file.sync();
        durable?.set(path, before + bytes.length);
      }
      last = { begins: before, count: complete.length };
    } catch (error) {
      durable?.delete(path);
      broken = undo(file, before);
      if (broken !== undefined) unwanted = before;
      throw writeFailed(path, error);
    }
    for (const record of complete)
      if (onRecord !== undefined) onRecord(record);
      // As they will be read back, so that a resumed run and this one see the same.
      else records.push(JSON.parse(JSON.stringify(record)) as JournalRecord);
  };

  const takeBack = (): boolean => {
    if (closed || broken !== undefined || last === undefined) return false;
    const { begins, count } = last;
    durable?.delete(path);
    broken = undo(file, begins);
    if (broken !== undefined) return false;
    durable?.set(path, begins);
    last = undefined;
    if (onRecord === undefined) records.length -= count;
    return true;
  };

  return {
    path,
    records,
    takeBack,
    append: (record) => add([record], true),
    appendAll: (added) => add(added, true),
    note: (added) => add(added, false),
    flush: () =>
      attempt(path, () => {
        file.sync();
        durable?.set(path, file.size);
      }),
    close: () => {
      if (closed) return;
      closed = true;
      closeFlushed(file);
    },
  };
}

/** Whatever counts was flushed before: what the system says now takes nothing back, and must hide no outcome. */
function closeFlushed(file: AppendFile): void {
  try {
    file.close();
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    mark("journal: a close that fails takes no record back");
  }
}

function openFile(
  path: string,
  fileSystem: FileSystem,
  contents: JournalContents,
  { durable, below }: JournalOptions,
): AppendFile {
  const folder = dirname(path);
  if (contents === EMPTY) makeFolderDurably(fileSystem, folder, { below });
  const file = fileSystem.openAppend(path);
  if (file.size !== contents.wholeBytes + contents.tornBytes) refuseOther(path, fileSystem, file);
  try {
    makeReady(file, path, fileSystem, contents, durable);
    return file;
  } catch (error) {
    // It is opened anew with every try, and Windows lets nobody move or remove what is open.
    mark("journal: what can't be made ready is not kept open");
    closeFlushed(file);
    throw error;
  }
}

/** Cut, ended and flushed, so that the next record can follow. */
function makeReady(
  file: AppendFile,
  path: string,
  fileSystem: FileSystem,
  contents: JournalContents,
  durable: DurableBytes | undefined,
): void {
  const folder = dirname(path);
  const found = contents.wholeBytes + contents.tornBytes;
  if (contents.tornBytes > 0) {
    mark("journal: a torn tail is cut");
    file.truncate(contents.wholeBytes);
  }
  if (contents.breakMissing) {
    mark("journal: the line break that a torn write lacks is added");
    file.append(Buffer.from("\n"));
  }
  if (contents !== EMPTY && durable?.get(path) === found && found === contents.wholeBytes && !contents.breakMissing)
    return;
  if (contents !== EMPTY) {
    mark("journal: what is found is flushed before it counts");
    file.sync();
  }
  // A folder that is found may have been made by somebody who was killed before he flushed it.
  else if (durable?.has(folder) !== true) flushFolder(fileSystem, dirname(folder));
  flushFolder(fileSystem, folder);
  durable?.set(folder, 0).set(path, file.size);
}

/** Somebody has renamed the folder since it was read, and what lies there now has another journal or none: nothing is added to it. */
function refuseOther(path: string, fileSystem: FileSystem, file: AppendFile): never {
  const isMade = file.size === 0;
  file.close();
  if (isMade) removeQuietly(fileSystem, path);
  mark("journal: one that is another than was just read is not added to");
  throw new Error(`${path} is not the file that was read a moment ago`);
}

/** Takes an unfinished write back, so that the next one does not follow half a line. Returns what made that impossible. */
function undo(file: AppendFile, size: number): unknown {
  try {
    file.truncate(size);
    file.sync();
    mark("journal: an unfinished write is taken back");
    return undefined;
  } catch (error) {
    mark("journal: behind what could not be taken back nothing is written");
    return error;
  }
}

function refuseDamage(path: string, contents: JournalContents): void {
  const [first] = contents.damaged;
  if (first === undefined) return;
  const more = contents.damaged.length === 1 ? "" : ` (and ${contents.damaged.length - 1} more)`;
  throw journalError("JOURNAL_DAMAGED", {
    what: `line ${first.line}${more} of the journal ${path} is damaged`,
    where: { file: path, line: first.line },
    why: `its ${first.bytes} bytes do not match their checksum`,
  });
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw writeFailed(path, error);
  }
}

function writeFailed(path: string, cause: unknown, why = messageOf(cause)): Error {
  return journalError("JOURNAL_WRITE_FAILED", {
    what: `cannot write the journal ${path}`,
    where: { file: path },
    why,
    ...(cause === undefined ? {} : { cause }),
  });
}
