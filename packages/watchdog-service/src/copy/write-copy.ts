import { createHash } from "node:crypto";
import type { Disk } from "@rigline/foundation/disk";
import { cannotFlush, systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { CopyTask, OnBytes } from "./copy-task.js";
import { discard, failedToWrite, makeAtDestination } from "./destination-failures.js";
import { openPlanned, requireAllRead, requireStillPlanned } from "./planned-source.js";
import { readChunks } from "./read-file.js";

/** A slow share takes gigabytes into the cache at once and then needs an hour for the flush, which looks like a stall. */
const FLUSH_BYTES = 64 * 1024 * 1024;
/** The daemon's own user has to read the copy back. */
const OWNER_READS = 0o400;

export interface WrittenCopy {
  readonly descriptor: number;
  readonly hash: string;
  /** Of the source that was read. */
  readonly identity: number;
}

/**
 * Writes one copy and hashes what it read; the last flush is the caller's. Throws SOURCE_CHANGED when the source is not, before and
 * after, the very file that was planned, and SOURCE_SIZE_UNTRUE when the system says so and still gives other bytes.
 */
export function writeCopy(disk: Disk, algorithm: string, task: CopyTask, onBytes: OnBytes): WrittenCopy {
  const { descriptor: source, entry } = openPlanned(disk, task);
  try {
    const descriptor = createAfresh(disk, task, entry.mode);
    try {
      const hash = createHash(algorithm);
      let unflushed = 0;
      let left = task.bytes;
      const bytes = readChunks(disk, source, { path: task.source, side: "source" }, onBytes, (chunk) => {
        left -= chunk.length;
        // What never ends must not fill the destination.
        if (left < 0) requireAllRead(disk, task, source, task.bytes - left);
        hash.update(chunk);
        writeAll(disk, descriptor, chunk, task);
        unflushed += chunk.length;
        if (unflushed < FLUSH_BYTES) return;
        flush(disk, descriptor, task);
        unflushed = 0;
      });
      requireAllRead(disk, task, source, bytes);
      const digest = hash.digest("hex");
      const identity = requireStillPlanned(disk, task, { descriptor: source, entry, algorithm, hash: digest, onBytes });
      return { descriptor, hash: digest, identity };
    } catch (error) {
      discard(disk, descriptor, task.destination);
      throw error;
    }
  } finally {
    closeRead(disk, source);
  }
}

/** What was read was checked already; a failure here would leave the copy open, with nobody to close it. */
function closeRead(disk: Disk, source: number): void {
  try {
    disk.close(source);
  } catch {
    mark("copy: a source that can't be closed costs no copy");
    // The system has let go of it all the same.
  }
}

function createAfresh(disk: Disk, task: CopyTask, mode: number): number {
  const create = (): number => disk.createNew(task.destination, mode | OWNER_READS);
  return makeAtDestination(disk, task.destination, () => {
    try {
      return create();
    } catch (error) {
      // Seldom: to look first would cost every file a failed call.
      if (systemCodeOf(error) !== "EEXIST") throw error;
      mark("copy: what an earlier attempt left of a file is removed");
      disk.removeFile(task.destination);
      return create();
    }
  });
}

function flush(disk: Disk, descriptor: number, task: CopyTask): void {
  try {
    disk.sync(descriptor);
  } catch (error) {
    if (!cannotFlush(error)) throw failedToWrite(task, error);
    mark("copy: a large file goes on at a share that has no flush");
  }
}

function writeAll(disk: Disk, descriptor: number, bytes: Uint8Array, task: CopyTask): void {
  try {
    for (let written = 0; written < bytes.length;) written += disk.write(descriptor, bytes.subarray(written));
  } catch (error) {
    throw failedToWrite(task, error);
  }
}
