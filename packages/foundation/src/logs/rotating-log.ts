import { appendFileSync, existsSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { mark } from "../marks/index.js";
import type { LogSink } from "../platform/logger.js";
import { makeFolder } from "../platform/make-folder.js";

const ROTATE_BYTES = 5 * 1024 * 1024;

/** A log for people, which grows as `rotatingLines` has it. */
export function rotatingLog(path: string): LogSink {
  const append = rotatingLines(path);
  return ({ at, level, message }) =>
    append(`${at.toISOString()} ${level.toUpperCase()} ${message.replaceAll("\n", "\n  ")}`);
}

/**
 * A file that is appended to, line by line; at 5 MiB it becomes `<name>.1` and begins anew. While its place is away the
 * lines are dropped: the log must never stop what it tells about. It is opened for each line, because one that is held open
 * keeps a share from being taken away.
 */
export function rotatingLines(path: string): (line: string) => void {
  return (line) => {
    const folder = dirname(path);
    if (!existsSync(dirname(folder))) {
      mark("logs: lines for a place that is away are dropped");
      return;
    }
    makeFolder(folder);
    makeRoom(path);
    appendFileSync(path, `${line}\n`);
  };
}

function makeRoom(path: string): void {
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) renameSync(path, `${path}.1`);
  } catch {
    mark("logs: a log that can't be put aside grows on");
    // On Windows a viewer may have it open: better a long log than none.
  }
}
