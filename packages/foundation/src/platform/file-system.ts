import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  statfsSync,
  truncateSync,
  unlinkSync,
} from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { flushFile } from "./flush-file.js";
import { makeFolder } from "./make-folder.js";
import { cannotFlush } from "./storage-errors.js";
import { writeAll } from "./write-all.js";

/**
 * Every file operation of launcher and hand-off, with the time and the chance that they need, behind a port: tests make each
 * of them fail, and a simulated disk knows nothing of the real one.
 */
export interface FileSystem {
  exists(path: string): boolean;
  /** Throws what `node:fs` throws, with its `code`. */
  read(path: string): Uint8Array;
  list(folder: string): readonly FolderEntry[];
  stat(path: string): FileStat;
  /** Makes the folder and those above it; one that is there is fine. Returns whether it was made now. */
  makeFolder(path: string): boolean;
  /** Makes this one folder; fails with EEXIST when the name is taken. Of all that try at once, one makes it. */
  makeNewFolder(path: string): void;
  /**
   * Creates the file, writes and flushes it, where its file system has a flush. Fails with EEXIST when it exists. `mode`:
   * its rights at most, all when absent.
   */
  writeNew(path: string, bytes: Uint8Array, mode?: number): void;
  /** Flushes a file that somebody else has written; where this user may not, or the file system can't, it does nothing. */
  flushFile(path: string): void;
  /** Opens for appending; creates the file when absent. */
  openAppend(path: string): AppendFile;
  rename(from: string, to: string): void;
  /** Gives a file a second name; fails with EEXIST when that is taken, and variously where there are no second names. */
  link(from: string, to: string): void;
  /** Removes a file or a folder; absent is fine. */
  remove(path: string): void;
  /** Removes one name, never a folder: of a link the link itself. */
  removeFile(path: string): void;
  /** Fails where anything is in it. */
  removeEmptyFolder(path: string): void;
  /** Flushes the folder's own entries. Where the system can't (Windows), it does nothing. */
  syncFolder(path: string): void;
  /** The path with every link resolved, each part as the disk spells it. */
  realPath(path: string): string;
  /** Of the volume that a path lies on; what is there may be another one after it was connected anew. */
  deviceOf(path: string): bigint;
  /** The kind of file system that a path lies on, as statfs numbers it, in hex; "" where the system does not say (Windows). */
  fileSystemType(path: string): string;
  /** What stands under a name, asked without holding up the process: a share that is away gives no answer for minutes. */
  inspect(path: string, options?: { readonly followLinks?: boolean }): Promise<InspectedEntry>;
  /** The names in a folder, asked in the same way. */
  listNames(folder: string): Promise<readonly string[]>;
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

export interface InspectedEntry {
  readonly kind: "file" | "folder" | "other";
  /** Bytes. */
  readonly size: bigint;
  /** Time of the last change of the content, nanoseconds since the epoch. */
  readonly modifiedNs: bigint;
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
    const found = statSync(path);
    return { size: found.size, isFolder: found.isDirectory(), modified: found.mtimeMs };
  },
  makeFolder,
  makeNewFolder: (path) => mkdirSync(path),
  writeNew: (path, bytes, mode) => {
    const descriptor = openSync(path, "wx", mode);
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
  link: linkSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  removeFile: unlinkSync,
  removeEmptyFolder: (path) => rmdirSync(path),
  syncFolder: (path) => {
    if (process.platform === "win32") return;
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  realPath: (path) => realpathSync.native(path),
  deviceOf: (path) => statSync(path, { bigint: true }).dev,
  fileSystemType: (path) => {
    const { type } = statfsSync(path, { bigint: true });
    return type === 0n ? "" : BigInt.asUintN(32, type).toString(16);
  },
  inspect: async (path, { followLinks = false } = {}) => {
    const found = await (followLinks ? stat : lstat)(path, { bigint: true });
    const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    return { kind, size: found.size, modifiedNs: found.mtimeNs };
  },
  listNames: (folder) => readdir(folder),
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

/** Bytes that are free for this user on the disk of a folder; throws what the system does. */
export function askFreeSpace(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
