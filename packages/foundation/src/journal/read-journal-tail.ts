import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { nodeFileSystem, type FileSystem } from "../platform/index.js";
import { decodeLine } from "./journal-line.js";
import type { JournalRecord } from "./journal-record.js";
import { readBytesIfThere } from "./read-journal.js";

/** The end of a journal, for whoever keeps up with it elsewhere. */
export interface JournalTail {
  /** Which journal it is: another for each that is begun, whatever its name is. 16 hex digits. */
  readonly epoch: string;
  /** Sum of the line behind which the tail begins; empty for the first, undefined where the journal has no such line. */
  readonly before: string | undefined;
  readonly lines: readonly TailLine[];
}

export interface TailLine {
  /** From 1. */
  readonly line: number;
  /** Of all its bytes: 8 hex digits. */
  readonly sum: string;
  /** Undefined: it is damaged. */
  readonly record: JournalRecord | undefined;
}

/**
 * The whole lines of a journal behind the first `after`; those before are counted, and not looked at. A torn tail is none. Undefined:
 * there is no journal, or it has no line yet. Throws JOURNAL_UNREADABLE.
 */
export function readJournalTail(
  path: string,
  after: number,
  { fileSystem = nodeFileSystem }: { readonly fileSystem?: FileSystem } = {},
): JournalTail | undefined {
  const bytes = readBytesIfThere(path, fileSystem);
  const first = bytes?.indexOf(BREAK) ?? -1;
  if (bytes === undefined || first === -1) return undefined;
  const epoch = createHash("sha256").update(bytes.subarray(0, first)).digest("hex").slice(0, 16);
  let before: string | undefined = after === 0 ? "" : undefined;
  const lines: TailLine[] = [];
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(BREAK, start);
    if (end === -1) return { epoch, before, lines };
    const text = bytes.subarray(start, end);
    if (line === after) before = sumOf(text);
    else if (line > after) lines.push({ line, sum: sumOf(text), record: decodeLine(text) });
    start = end + 1;
  }
}

const BREAK = 0x0a;

function sumOf(text: Buffer): string {
  return crc32(text).toString(16).padStart(8, "0");
}
