import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The last lines of a text file, read from its end: no more than `bytes` of it is looked at. Throws what `node:fs` throws. */
export function readTail(path: string, limits: { readonly lines: number; readonly bytes: number }): readonly string[] {
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
