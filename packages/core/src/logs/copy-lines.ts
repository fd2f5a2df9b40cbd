import { appendFileSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../platform/make-folder.js";

/**
 * Copies a file of lines. One that is there already is appended to: a session that was resumed has the logs of several
 * launchers. When it ends with an earlier, shorter copy of the same file, only what is new is written.
 */
export function copyLines(from: string, to: string): void {
  makeFolder(dirname(to));
  const source = readFileSync(from);
  const target = readIfThere(to);
  const known = overlap(target, source);
  const separator = known === 0 && target.length > 0 && target.at(-1) !== NEWLINE ? "\n" : "";
  appendFileSync(to, Buffer.concat([Buffer.from(separator), source.subarray(known)]));
}

const NEWLINE = 0x0a;

/** How many bytes from the start of `source` are already at the end of `target`. */
function overlap(target: Buffer, source: Buffer): number {
  const lineBreak = source.indexOf(NEWLINE);
  const firstLine = source.subarray(0, lineBreak === -1 ? source.length : lineBreak + 1);
  if (firstLine.length === 0) return 0;
  const start = target.lastIndexOf(firstLine);
  if (start === -1) return 0;
  const copied = target.subarray(start);
  return copied.length <= source.length && copied.equals(source.subarray(0, copied.length)) ? copied.length : 0;
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
