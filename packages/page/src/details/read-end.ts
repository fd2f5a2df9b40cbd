import type { Disk } from "@rigline/foundation/disk";

const LONGEST_END = 16 * 1024;

/** The last lines of a text file, which may be long, and written to meanwhile. Throws what the disk says. */
export function readEnd(disk: Disk, path: string, lines: number): readonly string[] {
  const file = disk.openSource(path);
  try {
    const { size } = disk.inspectOpen(file);
    const bytes = new Uint8Array(Math.min(size, LONGEST_END));
    const read = disk.read(file, bytes, size - bytes.length);
    const all = Buffer.from(bytes.subarray(0, read)).toString("utf8").trimEnd().split(/\r?\n/);
    // Where the reading began, a line is most likely cut in two.
    if (bytes.length < size && all.length > 1) all.shift();
    return all.filter((line) => line !== "").slice(-lines);
  } finally {
    disk.close(file);
  }
}
