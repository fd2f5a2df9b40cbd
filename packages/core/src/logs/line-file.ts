import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../platform/make-folder.js";
import { logError } from "./log-errors.js";

/** A text file that lines are appended to. */
export interface LineFile {
  readonly path: string;
  /** The first failure to write, if there was one: a full disk must not stop a session. */
  readonly failure: Error | undefined;
  /** Written before it returns, so that the last words of a dying process are there. Never throws; ignored once closed. */
  append(line: string): void;
  /** Returns when the lines are on the device. Never throws. */
  flush(): void;
  /** Flushes and closes. Never throws; may be called twice. */
  close(): void;
}

/** Opens for appending and makes the folders. Throws LOG_FILE_NOT_WRITABLE. */
export function openLineFile(path: string): LineFile {
  let descriptor: number | undefined = open(path);
  let failure: Error | undefined;
  const attempt = (write: (open: number) => void): void => {
    if (descriptor === undefined) return;
    try {
      write(descriptor);
    } catch (error) {
      failure ??= error as Error;
    }
  };
  const flush = (): void => attempt(fsyncSync);
  return {
    path,
    get failure() {
      return failure;
    },
    append: (line) => attempt((open) => writeAll(open, Buffer.from(`${line}\n`))),
    flush,
    close: () => {
      flush();
      attempt(closeSync);
      descriptor = undefined;
    },
  };
}

function open(path: string): number {
  try {
    makeFolder(dirname(path));
    return openSync(path, "a");
  } catch (cause) {
    throw logError("LOG_FILE_NOT_WRITABLE", {
      what: `the log file ${path} can't be opened`,
      where: { file: path },
      cause,
    });
  }
}

/** A write may take fewer bytes than it was given. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
