import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";

/** Brings all that a file system has not written onto its device, in place of many flushes of one file. */
export interface VolumeFlush {
  /** Whether that is certain where this path lies; on no share. False as well where nothing can be known of it. */
  isFor(path: string): boolean;
  /**
   * In place of so many flushes: true. False: it is to be done file by file, because that would not be certain here, something else keeps the
   * file system busy, or the system says that something could not be written (the file's own flush tells which). Never rejects.
   */
  flush(path: string, files: number): Promise<boolean>;
}

/** ext4 and XFS, as statfs numbers them: they keep what could not be written for whoever flushes the file system next. */
const TRUE_TO_WORD = new Set(["ef53", "58465342"]);
/** Before, a flush of a file system told of no failure: Linux commit 735e4ae5ba28. */
const FIRST_KERNEL = [5, 8] as const;
/** Unwritten, on all file systems together; with more than this somebody else's would be waited for. In the time of a file's flush a disk writes as much as the second. */
const MOST_DIRTY = { bytes: 256 * 1024 * 1024, bytesPerFile: 1024 * 1024 };
const SLOW = { ms: 2000, msPerFile: 5 };
const REST_MS = 60_000;

/** What the system is asked for it. */
export interface VolumeFlushSystem {
  readonly kernel: string;
  /** Bytes that are to be written to devices, as `/proc/meminfo` counts them. */
  readonly dirtyBytes: () => number;
  /** syncfs, which Node has not: false when it failed or is not there. */
  readonly flush: (path: string) => Promise<boolean>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

/** One flush for many small files: each by itself waits for the device, and for the file system's journal. */
export function createVolumeFlush(disk: Pick<Disk, "fileSystemType">, system: VolumeFlushSystem): VolumeFlush {
  const tells = isSince(system.kernel, FIRST_KERNEL);
  const isFor = (path: string): boolean => {
    try {
      return tells && TRUE_TO_WORD.has(disk.fileSystemType(path));
    } catch {
      return false;
    }
  };
  let notBefore = -Infinity;
  const flush = async (path: string, files: number): Promise<boolean> => {
    const begun = system.now();
    if (begun < notBefore || !isFor(path)) return false;
    if (system.dirtyBytes() > Math.max(MOST_DIRTY.bytes, files * MOST_DIRTY.bytesPerFile)) {
      mark("copy: files are flushed one by one while somebody else writes much");
      return false;
    }
    const isFlushed = await system.flush(path);
    if (!isFlushed || system.now() - begun > Math.max(SLOW.ms, files * SLOW.msPerFile)) {
      mark("copy: files are flushed one by one after a flush of all that was slow or failed");
      notBefore = system.now() + REST_MS;
    }
    return isFlushed;
  };
  return { isFor, flush };
}

function isSince(kernel: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = (/^(\d+)\.(\d+)/.exec(kernel) ?? []).slice(1).map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
