import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../platform/make-folder.js";
import { messageOf } from "../errors/index.js";
import { copyLines } from "./copy-lines.js";
import { logError } from "./log-errors.js";

/** These are appended to where they exist; other files (models, reports) are replaced. */
const FILES_OF_LINES = /\.(?:log|jsonl)$/;

/**
 * Copies every file of a run's folder (`launcher.log`, `events.jsonl`, …), sub-folders too, while they are being written.
 * Links and devices are left out. Returns the absolute paths of the files written. Throws LOG_COPY_FAILED, having copied
 * what could be copied.
 */
export function copyLogs(fromFolder: string, toFolder: string): readonly string[] {
  const copied: string[] = [];
  const failed: string[] = [];
  copyFolder(fromFolder, toFolder, copied, failed);
  if (failed.length > 0) {
    throw logError("LOG_COPY_FAILED", {
      what: `${failed.length} of ${failed.length + copied.length} log files could not be copied to ${toFolder}`,
      where: { file: toFolder },
      why: failed.join("\n"),
    });
  }
  return copied;
}

function copyFolder(from: string, to: string, copied: string[], failed: string[]): void {
  attempt(from, failed, () => {
    makeFolder(to);
    for (const entry of readdirSync(from, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const source = join(from, entry.name);
      const target = join(to, entry.name);
      if (entry.isDirectory()) copyFolder(source, target, copied, failed);
      else if (entry.isFile()) attempt(source, failed, () => copied.push(copyOne(source, target)));
    }
  });
}

function copyOne(source: string, target: string): string {
  if (FILES_OF_LINES.test(source)) copyLines(source, target);
  else copyFileSync(source, target);
  return target;
}

function attempt(path: string, failed: string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    failed.push(`${path}: ${messageOf(error)}`);
  }
}
