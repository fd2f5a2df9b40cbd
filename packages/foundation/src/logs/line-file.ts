import { closeSync, constants, fstatSync, fsyncSync, openSync, write } from "node:fs";
import { dirname } from "node:path";
import { mark } from "../marks/index.js";
import { makeFolder } from "../platform/make-folder.js";
import { writeAll } from "../platform/write-all.js";
import { logFileError } from "./log-errors.js";

/** A text file that lines are appended to. */
export interface LineFile {
  readonly path: string;
  /** The first failure to write, if there was one: a full disk must not stop a session. */
  readonly failure: Error | undefined;
  /** Bytes that still wait to be written. */
  readonly waiting: number;
  /** Written before it returns, so that the last words of a dying process are there. Never throws; ignored once closed. */
  append(line: string): void;
  /** The same for whole lines, their line breaks included. */
  appendBytes(lines: Buffer): void;
  /** Behind what came before, without waiting for the disk: with the next `append`, or begun in the next turn of the event loop. Never throws. */
  appendSoon(line: string): void;
  /** Returns when the lines are in the file, for others to read. Never throws. */
  drain(): void;
  /** Returns when the lines are on the device. Never throws. */
  flush(): void;
  /** Flushes and closes. Never throws; may be called twice. */
  close(): void;
}

/** Private text may stand in it: others than this user and its group have no business there. */
const LOG_MODE = 0o640;

/** Opens for appending and makes the folders. Nobody else may write to it. Throws LOG_FILE_NOT_WRITABLE. */
export function openLineFile(path: string): LineFile {
  const opened = open(path);
  let descriptor: number | undefined = opened.descriptor;
  let position = opened.size;
  let failure: Error | undefined;
  /** As one text: a list of them would have to be joined for every write. */
  let gathered = "";
  /** Handed to the system; it goes to `position`, also when it is written once more from here. */
  let onItsWay: Buffer | undefined;
  let isBeginning = false;

  const fail = (error: unknown): void => {
    failure ??= error as Error;
  };
  const writeNow = (bytes: Buffer): void => {
    if (descriptor === undefined) return;
    const at = position;
    position += bytes.length;
    try {
      writeAll(descriptor, bytes, at);
    } catch (error) {
      mark("logs: what can't be written leaves no hole");
      fail(error);
      // What comes next belongs behind what was written, without a hole between.
      position = at;
    }
  };
  const take = (): Buffer => {
    const bytes = Buffer.from(gathered);
    gathered = "";
    return bytes;
  };
  const begin = (): void => {
    if (descriptor === undefined || onItsWay !== undefined || gathered.length === 0) return;
    const bytes = take();
    onItsWay = bytes;
    write(descriptor, bytes, 0, bytes.length, position, (error, written) => {
      // Somebody could not wait, and has written it meanwhile.
      if (onItsWay !== bytes) return;
      onItsWay = undefined;
      if (error === null) position += written;
      if (error !== null) fail(error);
      else if (written < bytes.length) writeNow(bytes.subarray(written));
      begin();
    });
  };
  const drain = (): void => {
    if (onItsWay !== undefined) {
      const bytes = onItsWay;
      onItsWay = undefined;
      writeNow(bytes);
    }
    if (gathered.length > 0) writeNow(take());
  };
  const flush = (): void => {
    drain();
    try {
      if (descriptor !== undefined) fsyncSync(descriptor);
    } catch (error) {
      fail(error);
    }
  };
  return {
    path,
    get failure() {
      return failure;
    },
    get waiting() {
      return gathered.length + (onItsWay?.length ?? 0);
    },
    append: (line) => {
      gathered += `${line}\n`;
      drain();
    },
    appendBytes: (lines) => {
      drain();
      writeNow(lines);
    },
    appendSoon: (line) => {
      if (descriptor === undefined) return;
      gathered += `${line}\n`;
      if (isBeginning) return;
      isBeginning = true;
      setImmediate(() => {
        isBeginning = false;
        begin();
      });
    },
    drain,
    flush,
    close: () => {
      if (descriptor === undefined) return;
      flush();
      try {
        closeSync(descriptor);
      } catch (error) {
        fail(error);
      }
      descriptor = undefined;
    },
  };
}

/** Not with "a": on Linux that would ignore where a write is meant to go. */
function open(path: string): { readonly descriptor: number; readonly size: number } {
  try {
    makeFolder(dirname(path));
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT, LOG_MODE);
    return { descriptor, size: fstatSync(descriptor).size };
  } catch (cause) {
    throw logFileError("LOG_FILE_NOT_WRITABLE", {
      what: `the log file ${path} can't be opened`,
      where: { file: path },
      cause,
    });
  }
}
