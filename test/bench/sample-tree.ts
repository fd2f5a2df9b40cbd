import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join, relative } from "node:path";

const MEGABYTE = 1024 * 1024;

/** Files of a camera or an acquisition board that writes one a trial, a hundred in a folder. `kilobytes`: on average. */
export function writeSmallFiles(folder: string, count: number, kilobytes: number): void {
  const noise = randomBytes(MEGABYTE);
  for (let index = 0; index < count; index += 1) {
    const inner = join(folder, `block-${String(Math.floor(index / 100)).padStart(3, "0")}`);
    if (index % 100 === 0) mkdirSync(inner, { recursive: true });
    const bytes = kilobytes * 200 + ((index * 7_919) % (kilobytes * 1_600));
    const from = (index * 104_729) % (MEGABYTE - bytes);
    writeFileSync(join(inner, `trial-${index}.bin`), noise.subarray(from, from + bytes));
  }
}

/** Films. */
export function writeLargeFiles(folder: string, count: number, megabytes: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const file = openSync(join(folder, `camera-${index}.avi`), "w");
    for (let left = megabytes; left > 0; left -= 16) writeSync(file, randomBytes(Math.min(left, 16) * MEGABYTE));
    closeSync(file);
  }
}

/** One hash of every file's path and content. */
export function digestTree(folder: string): string {
  const all = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (const path of paths) all.update(`${relative(folder, path)}\0${digestFile(path)}\n`);
  return all.digest("hex");
}

function digestFile(path: string): string {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(MEGABYTE);
  const file = openSync(path, "r");
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer))
    hash.update(buffer.subarray(0, bytes));
  closeSync(file);
  return hash.digest("hex");
}
