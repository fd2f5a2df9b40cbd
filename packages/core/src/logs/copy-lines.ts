import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder, nodeFileSystem, writeAll } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

/** So much of a file is in memory at a time, in bytes. */
const PIECE = 262_144;
const NEWLINE = 0x0a;

/**
 * Copies a file of lines, a piece at a time. One that is there already is appended to: a session that was resumed has the
 * logs of several launchers. When it ends with an earlier, shorter copy of the same file, only what is new is written.
 */
export function copyLines(from: string, to: string): void {
  makeFolder(dirname(to));
  separate(to);
  const source = openSync(from, "r");
  try {
    const target = openSync(to, constants.O_RDWR | constants.O_CREAT, modeIn(dirname(to)));
    try {
      appendNew(source, target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

/** Among the data, a log is as readable as the data: who hands it off may be another user than the launcher's. */
function modeIn(folder: string): number {
  return statSync(folder).mode & 0o666;
}

/** A file with another name elsewhere is another log's too: it is not written to. */
function separate(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.nlink < 2) return;
  mark("logs: a log with a second name elsewhere is made a file of its own");
  const own = join(dirname(path), `.rigline-${process.pid}-copy.part`);
  copyFileSync(path, own);
  nodeFileSystem.flushFile(own);
  renameSync(own, path);
}

function appendNew(source: number, target: number): void {
  const end = fstatSync(target).size;
  let known = overlap(source, target, end);
  let position = end;
  if (known === 0 && end > 0 && read(target, end - 1, Buffer.alloc(1))[0] !== NEWLINE) {
    mark("logs: a line that was cut off is ended before more follows");
    writeAll(target, Buffer.from("\n"), position);
    position += 1;
  }
  // One piece of memory for all: each new one would stay until the next collection.
  const memory = Buffer.allocUnsafe(PIECE);
  for (let piece = read(source, known, memory); piece.length > 0; piece = read(source, known, memory)) {
    writeAll(target, piece, position);
    known += piece.length;
    position += piece.length;
  }
}

/** How many bytes from the start of the source are already at the end of the target. */
function overlap(source: number, target: number, end: number): number {
  const start = read(source, 0, Buffer.allocUnsafe(PIECE));
  const lineBreak = start.indexOf(NEWLINE);
  const firstLine = start.subarray(0, lineBreak === -1 ? start.length : lineBreak + 1);
  if (firstLine.length === 0) return 0;
  const from = lastPlaceOf(firstLine, target, end);
  if (from === undefined) return 0;
  const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
  for (let done = 0; from + done < end;) {
    const copied = read(target, from + done, one);
    const original = read(source, done, other.subarray(0, copied.length));
    if (!copied.equals(original)) return 0;
    done += copied.length;
  }
  mark("logs: an earlier, shorter copy is continued");
  return end - from;
}

/** Where the bytes stand last; looked for from the end, in pieces that overlap by what could be cut in two. */
function lastPlaceOf(bytes: Buffer, file: number, end: number): number | undefined {
  const memory = Buffer.allocUnsafe(PIECE + bytes.length - 1);
  for (let stop = end; stop > 0;) {
    const start = Math.max(0, stop - PIECE);
    const at = read(file, start, memory.subarray(0, stop - start + bytes.length - 1)).lastIndexOf(bytes);
    if (at !== -1) return start + at;
    stop = start;
  }
  return undefined;
}

/** Fills the memory from a place of the file, as far as the file goes; returns the filled part. */
function read(file: number, from: number, memory: Buffer): Buffer {
  let done = 0;
  while (done < memory.length) {
    const count = readSync(file, memory, done, memory.length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return memory.subarray(0, done);
}
