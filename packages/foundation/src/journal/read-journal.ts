import { mark } from "../marks/index.js";
import { isNothing, nodeFileSystem, type FileSystem } from "../platform/index.js";
import { journalError } from "./journal-errors.js";
import { decodeLine } from "./journal-line.js";
import type { JournalRecord } from "./journal-record.js";

/** A journal as it is on the disk. */
export interface JournalContents {
  readonly records: readonly JournalRecord[];
  /** Bytes after the last whole line: a write that was cut short and never acknowledged. */
  readonly tornBytes: number;
  /** Bytes before them. */
  readonly wholeBytes: number;
  /** The last line is whole except for its line break. */
  readonly breakMissing: boolean;
  readonly damaged: readonly DamagedLine[];
}

export interface DamagedLine {
  /** From 1. */
  readonly line: number;
  readonly bytes: number;
}

/** Reads a journal without changing it; damaged lines are reported and passed over. Throws JOURNAL_UNREADABLE. */
export function readJournal(path: string, options: { readonly fileSystem?: FileSystem } = {}): JournalContents {
  return parseJournal(readBytes(path, options.fileSystem ?? nodeFileSystem));
}

function readBytes(path: string, fileSystem: FileSystem): Buffer {
  try {
    const bytes = fileSystem.read(path);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (cause) {
    throw journalError("JOURNAL_UNREADABLE", { what: `cannot read the journal ${path}`, where: { file: path }, cause });
  }
}

/** The same, and undefined where there is none: only the system's word for that says so, never a look that failed. */
export function readJournalIfThere(
  path: string,
  options: { readonly fileSystem?: FileSystem } = {},
): JournalContents | undefined {
  const bytes = readBytesIfThere(path, options.fileSystem ?? nodeFileSystem);
  return bytes && parseJournal(bytes);
}

/** What stands in the file; undefined where there is none. Throws JOURNAL_UNREADABLE. */
export function readBytesIfThere(path: string, fileSystem: FileSystem): Buffer | undefined {
  try {
    return readBytes(path, fileSystem);
  } catch (error) {
    if (isNothing((error as Error).cause)) return undefined;
    mark("journal: one that can't be looked at now is not taken for none");
    throw error;
  }
}

function parseJournal(bytes: Buffer): JournalContents {
  const records: JournalRecord[] = [];
  const damaged: DamagedLine[] = [];
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) break;
    const record = decodeLine(bytes.subarray(start, end));
    if (record === undefined) {
      mark("journal: a damaged line is told and passed over");
      damaged.push({ line, bytes: end - start });
    } else records.push(record);
    start = end + 1;
  }
  const last = decodeLine(bytes.subarray(start));
  if (last === undefined) {
    return { records, damaged, wholeBytes: start, tornBytes: bytes.length - start, breakMissing: false };
  }
  records.push(last);
  return { records, damaged, wholeBytes: bytes.length, tornBytes: 0, breakMissing: true };
}
