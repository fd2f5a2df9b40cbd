import { isNothing } from "../platform/storage-errors.js";

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
  /** Of the volume: on Windows its serial number; elsewhere a share gets another one each time that it is mounted. */
  readonly device: bigint;
  /** Who may read, write and execute it, as `chmod` has it, without the bits above 0o777. */
  readonly mode: number;
  /** Bytes that it takes on its device: fewer than `size` where it has holes. */
  readonly allocated: number;
  /** When it was made, nanoseconds since the epoch; absent: its file system does not say. */
  readonly bornNs?: bigint | undefined;
}

/**
 * The synchronous file operations that copying, publishing and archiving rest on, behind a port so that tests can make
 * each of them fail or lie. Each throws what `node:fs` throws, with its `code`.
 */
export interface Disk {
  /** Of the name itself: a link is not followed. */
  inspect(path: string): DiskEntry;
  /** The path with every link resolved. */
  realPath(path: string): string;
  list(folder: string): readonly string[];
  /** The kind of file system that a path lies on, as statfs numbers it, in hex; "" where the system does not say (Windows). */
  fileSystemType(path: string): string;
  /** Bytes that are free for this user on the disk of a path. */
  freeSpace(path: string): number;
  /** The same, for names that are no valid UTF-8. */
  listBytes(folder: string): readonly Uint8Array[];
  /** Opens a file for reading; fails on a link, and never waits for a pipe's other end. */
  openSource(path: string): number;
  /**
   * The same past this machine's cache: what is read comes from the device or the server. `read` has to be given a place, an amount
   * and memory that are multiples of the device's block, and otherwise throws EINVAL. Undefined: here there is no such way.
   */
  openPastCache(path: string): number | undefined;
  /** Creates a file for writing, with at most the rights of `mode`; fails with EEXIST when the name is taken. */
  createNew(path: string, mode?: number): number;
  /** Opens a file that is there for writing on; fails on a link. */
  openForWriting(path: string): number;
  inspectOpen(descriptor: number): DiskEntry;
  /** Returns the bytes read, 0 at the end. `position`: where in the file; behind the last ones when absent. */
  read(descriptor: number, into: Uint8Array, position?: number): number;
  /** Returns the bytes written, which may be fewer than given. `position`: where in the file; behind the last ones when absent. */
  write(descriptor: number, bytes: Uint8Array, position?: number): number;
  /** Cuts a file off, or lets it end with a hole. */
  resize(descriptor: number, bytes: number): void;
  setModified(descriptor: number, modifiedNs: bigint): void;
  setFolderModified(path: string, modifiedNs: bigint): void;
  /** Returns when the bytes are on the device. */
  sync(descriptor: number): void;
  /**
   * Lets the system begin to bring a file's bytes onto its device, and waits for nothing; where there is no cheap way (all but Linux) it
   * does nothing. Of what could not be written `sync` tells.
   */
  startWriteback(path: string): void;
  close(descriptor: number): void;
  /** Only one, in a folder that exists: what is above it may have gone away with its share. */
  makeFolder(path: string, mode?: number): void;
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  /** Only an empty one. */
  removeFolder(path: string): void;
  /** Flushes a file that somebody else has written. Returns the system's code where this user may not, or the share can't. */
  flushFile(path: string): string | undefined;
  /** Flushes the folder's own entries. Where the system can't (Windows, some shares), it does nothing. */
  syncFolder(path: string): void;
}

/** What stands under a name, or undefined when nothing does. */
export function inspectIfThere(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return disk.inspect(path);
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

/**
 * Says which file it is and when anything was last done to it, mixed into 53 bits: for comparing alone. Any program can put a
 * file's size and time of change back, but not this. A number, because of a large tree a hundred thousand of them cross from
 * process to process, and are held.
 */
export function identityOf({ device, inode, changedNs }: DiskEntry): number {
  // Windows gives a name and a descriptor's file not always the same number of the volume.
  const volume = process.platform === "win32" ? 0 : Number(device) | 0;
  return Number(
    BigInt.asUintN(
      53,
      changedNs * 0x9e3779b97f4a7c15n + inode * 0xc2b2ae3d27d4eb4fn + BigInt(volume) * 0x165667b19e3779f9n,
    ),
  );
}
