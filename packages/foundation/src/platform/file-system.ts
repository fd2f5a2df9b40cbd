import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { makeFolder } from "./make-folder.js";
import { cannotFlush, systemCodeOf } from "./storage-errors.js";

const NOT_OURS = new Set(["EACCES", "EPERM", "EROFS"]);

/** The few file operations that durability rests on, behind a port so that tests can make each of them fail. */
export interface FileSystem {
  exists(path: string): boolean;
  /** Throws what `node:fs` throws, with its `code`. */
  read(path: string): Uint8Array;
  list(folder: string): readonly FolderEntry[];
  stat(path: string): FileStat;
  makeFolder(path: string): void;
  /** Creates the file, writes and flushes it, where its file system has a flush. Fails with EEXIST when it exists. */
  writeNew(path: string, bytes: Uint8Array): void;
  /** Flushes a file that somebody else has written; where this user may not, or the file system can't, it does nothing. */
  flushFile(path: string): void;
  /** Opens for appending; creates the file when absent. */
  openAppend(path: string): AppendFile;
  rename(from: string, to: string): void;
  /** Removes a file or a folder; absent is fine. */
  remove(path: string): void;
  /** Flushes the folder's own entries. Where the system can't (Windows), it does nothing. */
  syncFolder(path: string): void;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface FileStat {
  readonly size: number;
  readonly isFolder: boolean;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export interface AppendFile {
  readonly size: number;
  append(bytes: Uint8Array): void;
  /** Cuts the file to so many bytes. */
  truncate(size: number): void;
  /** Returns when the bytes are on the device; fails where the file system has no flush. */
  sync(): void;
  close(): void;
}

export const nodeFileSystem: FileSystem = {
  exists: existsSync,
  read: (path) => readFileSync(path),
  list: (folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
  stat: (path) => {
    const stat = statSync(path);
    return { size: stat.size, isFolder: stat.isDirectory(), modified: stat.mtimeMs };
  },
  makeFolder,
  writeNew: (path, bytes) => {
    const descriptor = openSync(path, "wx");
    try {
      writeAll(descriptor, bytes);
      flushIfAble(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  flushFile: (path) => {
    let descriptor: number;
    try {
      // Windows flushes only what was opened for writing.
      descriptor = openSync(path, process.platform === "win32" ? "r+" : "r");
    } catch (error) {
      if (NOT_OURS.has(systemCodeOf(error) ?? "")) return;
      throw error;
    }
    try {
      flushIfAble(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  openAppend: (path) => {
    const descriptor = openSync(path, "a+");
    return {
      get size() {
        return fstatSync(descriptor).size;
      },
      append: (bytes) => writeAll(descriptor, bytes),
      // Through a descriptor of its own: on Windows one that was opened for appending may not cut.
      truncate: (size) => truncateSync(path, size),
      sync: () => fsyncSync(descriptor),
      close: () => closeSync(descriptor),
    };
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  syncFolder: (path) => {
    if (process.platform === "win32") return;
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};

function flushIfAble(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!cannotFlush(error)) throw error;
  }
}

/** A write may take fewer bytes than it was given. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
