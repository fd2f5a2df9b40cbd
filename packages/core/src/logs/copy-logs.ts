import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, statSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type FileSystem,
  flushFolder,
  makeFolder,
  makeFolderDurably,
  nodeFileSystem,
  removeQuietly,
  systemCodeOf,
} from "@rigline/foundation/platform";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { copyLines } from "./copy-lines.js";
import { logError } from "./log-errors.js";

/** These are appended to where they exist; other files (models, reports) are replaced. */
const FILES_OF_LINES = /\.(?:log|jsonl)$/;

/**
 * Copies every file of a run's folder (`launcher.log`, `events.jsonl`, …), sub-folders too, while they are being written.
 * Links and devices are left out. What is copied outlives a power cut, for it is handed off with the data; what can't be is taken
 * back. Returns the absolute paths of the files written. Throws LOG_COPY_FAILED, having copied what could be copied.
 */
export function copyLogs(
  fromFolder: string,
  toFolder: string,
  fileSystem: FileSystem = nodeFileSystem,
): readonly string[] {
  const undo = new Map<string, () => void>();
  return transfer(fromFolder, toFolder, {
    makeFolder: (folder) => makeFolderDurably(fileSystem, folder),
    file: (source, target) => {
      const takeBack = takingBack(fileSystem, target);
      try {
        copyOne(source, target);
        fileSystem.flushFile(target);
        undo.set(target, takeBack);
      } catch (error) {
        takeBack();
        throw error;
      }
    },
    end: (folder) => {
      try {
        // The folder's own name too: a launcher that was killed may have made it.
        for (const named of [folder, dirname(folder)]) flushFolder(fileSystem, named);
      } catch (error) {
        for (const [target, takeBack] of undo) if (dirname(target) === folder) takeBack();
        throw error;
      }
    },
  });
}

/** What makes a file what it is now, as far as the system lets us: that it was not all copied is told by another failure. */
function takingBack(fileSystem: FileSystem, target: string): () => void {
  const size = statSync(target, { throwIfNoEntry: false })?.size;
  return () => {
    mark("logs: a copy that is not sure to stay is taken back");
    if (size === undefined) return removeQuietly(fileSystem, target);
    try {
      truncateSync(target, size);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
    }
  };
}

/**
 * The same without taking the space again, where the disk can: each file gets a second name there, under which what is
 * still written to it is found too.
 */
export function linkLogs(fromFolder: string, toFolder: string): readonly string[] {
  makeFolder(dirname(toFolder));
  if (!existsSync(toFolder)) mkdirSync(toFolder, { mode: 0o750 });
  return transfer(fromFolder, toFolder, { makeFolder, file: linkOne, end: () => undefined });
}

interface Transfer {
  makeFolder(folder: string): void;
  file(source: string, target: string): void;
  /** All of the folder is there. */
  end(folder: string): void;
}

function transfer(fromFolder: string, toFolder: string, by: Transfer): readonly string[] {
  const copied: string[] = [];
  const failed: string[] = [];
  copyFolder(fromFolder, toFolder, by, copied, failed);
  if (failed.length > 0) {
    throw logError("LOG_COPY_FAILED", {
      what: `${failed.length} of ${failed.length + copied.length} log files could not be copied to ${toFolder}`,
      where: { file: toFolder },
      why: failed.join("\n"),
    });
  }
  return copied;
}

function copyFolder(from: string, to: string, by: Transfer, copied: string[], failed: string[]): void {
  attempt(from, failed, () => {
    by.makeFolder(to);
    for (const entry of readdirSync(from, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const source = join(from, entry.name);
      const target = join(to, entry.name);
      if (entry.isDirectory()) copyFolder(source, target, by, copied, failed);
      else if (entry.isFile())
        attempt(source, failed, () => {
          by.file(source, target);
          copied.push(target);
        });
    }
    by.end(to);
  });
}

function copyOne(source: string, target: string): void {
  if (FILES_OF_LINES.test(source)) copyLines(source, target);
  else copyFileSync(source, target);
}

/** Another volume, a file system without links, a name that is taken by an earlier launcher's log: then it is copied. */
function linkOne(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    if (isSameFile(source, target)) return;
    mark("logs: a log that can't be given a second name is copied");
    copyOne(source, target);
  }
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.ino !== 0n && first.ino === second?.ino && first.dev === second.dev;
}

function attempt(path: string, failed: string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    mark("logs: a log that can't be copied holds up none of the others");
    failed.push(`${path}: ${messageOf(error)}`);
  }
}
