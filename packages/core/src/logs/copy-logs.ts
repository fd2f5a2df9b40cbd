import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type FileSystem, makeFolder, nodeFileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { copyLines } from "./copy-lines.js";
import { copyDurably, type LogTransfer, transferLogs } from "./transfer-logs.js";

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
  return transferLogs(fromFolder, toFolder, copyDurably(fileSystem, { list: listLogs, copy: copyOne }));
}

/**
 * The same without taking the space again, where the disk can: each file gets a second name there, under which what is
 * still written to it is found too.
 */
export function linkLogs(fromFolder: string, toFolder: string): readonly string[] {
  makeFolder(dirname(toFolder));
  if (!existsSync(toFolder)) mkdirSync(toFolder, { mode: 0o750 });
  return transferLogs(fromFolder, toFolder, { list: listLogs, makeFolder, file: linkOne, end: () => undefined });
}

function listLogs(folder: string): ReturnType<LogTransfer["list"]> {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
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
