import { createHash } from "node:crypto";
import { errorCode, inspectIfThere, type Disk, type DiskEntry } from "../platform/disk.js";
import { copyError } from "./copy-errors.js";
import { discard, failedToWrite } from "./destination-failures.js";
import { readChunks } from "./read-chunks.js";
import type { CopyTask, OnBytes } from "./copy-task.js";

/** A slow share takes gigabytes into the cache at once and then needs an hour for the flush, which looks like a stall. */
const FLUSH_BYTES = 64 * 1024 * 1024;

/**
 * Writes one copy and hashes what it read; the last flush is the caller's. Throws SOURCE_CHANGED when the source is not, before and
 * after, the very file that was planned.
 */
export function writeCopy(
  disk: Disk,
  algorithm: string,
  task: CopyTask,
  onBytes: OnBytes,
): { readonly descriptor: number; readonly hash: string } {
  const source = openPlanned(disk, task);
  try {
    const before = disk.inspectOpen(source);
    requireUnchanged(task, before, before.inode);
    const descriptor = createAfresh(disk, task);
    try {
      const hash = createHash(algorithm);
      let unflushed = 0;
      const bytes = readChunks(disk, source, task.source, onBytes, (chunk) => {
        hash.update(chunk);
        writeAll(disk, descriptor, chunk, task);
        unflushed += chunk.length;
        if (unflushed < FLUSH_BYTES) return;
        flush(disk, descriptor, task);
        unflushed = 0;
      });
      requireUnchanged(task, { ...disk.inspectOpen(source), size: bytes }, before.inode);
      requireUnchanged(task, inspectIfThere(disk, task.source), before.inode);
      return { descriptor, hash: hash.digest("hex") };
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
    // The system has let go of it all the same.
  }
}

function openPlanned(disk: Disk, task: CopyTask): number {
  try {
    return disk.openSource(task.source);
  } catch (error) {
    const code = errorCode(error) ?? "";
    // ELOOP: a link stands there now.
    const changed = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENXIO"].includes(code);
    throw copyError(changed ? "SOURCE_CHANGED" : "SOURCE_READ_FAILED", {
      what: changed ? `${task.source} is no longer the file that was planned` : `${task.source} can't be read`,
      where: { file: task.source },
      cause: error,
    });
  }
}

function requireUnchanged(task: CopyTask, now: DiskEntry | undefined, inode: bigint): void {
  const difference =
    now === undefined
      ? "it is gone"
      : now.kind !== "file"
        ? "it is no file any more"
        : now.size !== task.bytes
          ? `it had ${task.bytes} bytes and has ${now.size}`
          : now.modifiedNs.toString() !== task.modified
            ? "its time of change moved on"
            : now.inode !== inode
              ? "another file has taken its place"
              : undefined;
  if (difference === undefined) return;
  throw copyError("SOURCE_CHANGED", {
    what: `${task.source} changed while it was being copied`,
    where: { file: task.source },
    why: difference,
  });
}

function createAfresh(disk: Disk, task: CopyTask): number {
  try {
    if (inspectIfThere(disk, task.destination) !== undefined) disk.removeFile(task.destination);
    return disk.createNew(task.destination);
  } catch (error) {
    throw failedToWrite(task, error);
  }
}

function flush(disk: Disk, descriptor: number, task: CopyTask): void {
  try {
    disk.sync(descriptor);
  } catch (error) {
    throw failedToWrite(task, error);
  }
}

function writeAll(disk: Disk, descriptor: number, bytes: Uint8Array, task: CopyTask): void {
  try {
    for (let written = 0; written < bytes.length;) written += disk.write(descriptor, bytes.subarray(written));
  } catch (error) {
    throw failedToWrite(task, error);
  }
}
