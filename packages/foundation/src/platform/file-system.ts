import { randomBytes } from "node:crypto";
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
} from "node:fs";
import { flushFile } from "./flush-file.js";
import { makeFolder } from "./make-folder.js";
import { cannotFlush } from "./storage-errors.js";
import { writeAll } from "./write-all.js";

/**
 * The few file operations that durability rests on, with the time and the chance that they need, behind a port: tests make
 * each of them fail, and a simulated disk knows nothing of the real one.
 */
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
  /** Blocks the calling thread for so long: between two tries of what another program hinders for a moment. */
  pause(milliseconds: number): void;
  /** A part for a file's name that nobody else uses now, nor after a restart: letters, digits and hyphens. */
  uniqueName(): string;
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
  flushFile: (path) => void flushFile(path),
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
  pause: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
  uniqueName: () => `${process.pid}-${randomBytes(6).toString("hex")}`,
};

function flushIfAble(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!cannotFlush(error)) throw error;
  }
}
