import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from "node:fs";

/** What stands under a name. */
export interface DiskEntry {
  /** `other`: a pipe, a socket or a device. */
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Time of the last change of the content, nanoseconds since the epoch. */
  readonly modifiedNs: bigint;
  /** Time of the last change of content, name or rights, nanoseconds since the epoch. */
  readonly changedNs: bigint;
  readonly inode: bigint;
}

/**
 * The synchronous file operations that copying, publishing and archiving rest on, behind a port so that tests can make
 * each of them fail or lie. Each throws what `node:fs` throws, with its `code`.
 */
export interface Disk {
  /** Of the name itself: a link is not followed. */
  inspect(path: string): DiskEntry;
  /** Follows links; for roots that a person named. */
  inspectTarget(path: string): DiskEntry;
  /** The path with every link resolved. */
  realPath(path: string): string;
  list(folder: string): readonly string[];
  /** Opens a file for reading; fails on a link, and never waits for a pipe's other end. */
  openSource(path: string): number;
  /** Creates a file for writing; fails with EEXIST when the name is taken. */
  createNew(path: string): number;
  inspectOpen(descriptor: number): DiskEntry;
  /** Returns the bytes read, 0 at the end. */
  read(descriptor: number, into: Uint8Array): number;
  /** Returns the bytes written, which may be fewer than given. */
  write(descriptor: number, bytes: Uint8Array): number;
  setModified(descriptor: number, modifiedNs: bigint): void;
  /** Returns when the bytes are on the device. */
  sync(descriptor: number): void;
  close(descriptor: number): void;
  makeFolder(path: string): void;
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  /** Only an empty one. */
  removeFolder(path: string): void;
  /** Flushes the folder's own entries. Where the system can't (Windows, some shares), it does nothing. */
  syncFolder(path: string): void;
}

const SOURCE_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export const nodeDisk: Disk = {
  inspect: (path) => describe(lstatSync(path, { bigint: true })),
  inspectTarget: (path) => describe(statSync(path, { bigint: true })),
  realPath: (path) => realpathSync.native(path),
  list: (folder) => readdirSync(folder),
  openSource: (path) => openSync(path, SOURCE_FLAGS),
  createNew: (path) => openSync(path, "wx"),
  inspectOpen: (descriptor) => describe(fstatSync(descriptor, { bigint: true })),
  read: (descriptor, into) => readSync(descriptor, into),
  write: (descriptor, bytes) => writeSync(descriptor, bytes),
  setModified: (descriptor, modifiedNs) => {
    const seconds = Number(modifiedNs) / 1e9;
    futimesSync(descriptor, seconds, seconds);
  },
  sync: fsyncSync,
  close: closeSync,
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (path) => rmdirSync(path),
  syncFolder: (path) => {
    if (process.platform === "win32") return;
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    } finally {
      closeSync(descriptor);
    }
  },
};

function describe(stat: BigIntStats): DiskEntry {
  return {
    kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other",
    size: Number(stat.size),
    modifiedNs: stat.mtimeNs,
    changedNs: stat.ctimeNs,
    inode: stat.ino,
  };
}

function isUnsupported(error: unknown): boolean {
  return ["EINVAL", "ENOTSUP", "EISDIR"].includes(errorCode(error) ?? "");
}

/** The system's code of a failed operation: `ENOENT`, `ENOSPC`, … */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** What stands under a name, or undefined when nothing does. */
export function inspectIfThere(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return disk.inspect(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
