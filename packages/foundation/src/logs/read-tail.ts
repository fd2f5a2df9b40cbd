import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface TailLimits {
  readonly lines: number;
  /** No more than so many of the file are looked at. */
  readonly bytes: number;
}

/** The last lines of a text file, read from its end. Throws what `node:fs` throws. */
export function readTail(path: string, limits: TailLimits): readonly string[] {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, limits.bytes));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes.toString("utf8", 0, read).trimEnd().split("\n");
    // Where the reading began, a line is most likely cut in two.
    if (bytes.length < size && lines.length > 1) lines.shift();
    return lines.slice(-limits.lines);
  } finally {
    closeSync(file);
  }
}
