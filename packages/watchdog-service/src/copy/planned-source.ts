import { identityOf, inspectIfThere, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "./copy-errors.js";
import type { CopyTask, OnBytes } from "./copy-task.js";
import { hashFile } from "./read-file.js";

/** Opens a source for reading. Throws SOURCE_CHANGED unless it is the very file that was planned, untouched since. */
export function openPlanned(disk: Disk, task: CopyTask): { readonly descriptor: number; readonly entry: DiskEntry } {
  const descriptor = openSourceOf(disk, task);
  try {
    const entry = disk.inspectOpen(descriptor);
    const difference = contentDifference(task, entry) ?? identityDifference(task, entry);
    if (difference !== undefined)
      throw isUntrue(disk, descriptor, entry) ? untrue(task, "more than none") : sourceChanged(task, difference);
    return { descriptor, entry };
  } catch (error) {
    disk.close(descriptor);
    throw error;
  }
}

/** Throws when not as many bytes were read as were planned: the source changed, or the system's word on it is untrue. */
export function requireAllRead(disk: Disk, task: CopyTask, descriptor: number, bytes: number): void {
  if (bytes === task.bytes) return;
  const now = disk.inspectOpen(descriptor);
  if (contentDifference(task, now) === undefined) throw untrue(task, String(bytes));
  throw sourceChanged(task, `it had ${task.bytes} bytes and has ${bytes}`);
}

/**
 * Throws SOURCE_CHANGED when what was read is not, by its descriptor and by its name, what was opened. Where only the time
 * of its last change of any kind moved on (somebody changed its rights, or put its time back), its content decides: it is
 * read again. Returns its identity.
 */
export function requireStillPlanned(
  disk: Disk,
  task: CopyTask,
  read: {
    readonly descriptor: number;
    readonly entry: DiskEntry;
    readonly algorithm: string;
    readonly hash: string;
    readonly onBytes: OnBytes;
  },
): number {
  const named = inspectIfThere(disk, task.source);
  // What has its name is what was opened, and that was what was planned.
  if (named !== undefined && isAlike(named, read.entry)) return task.identity;
  const opened = disk.inspectOpen(read.descriptor);
  for (const now of [opened, named]) {
    const difference = contentDifference(task, now);
    if (difference !== undefined) throw sourceChanged(task, difference);
    if (now?.inode !== read.entry.inode) throw sourceChanged(task, "another file has taken its place");
  }
  const identity = named === undefined ? task.identity : identityOf(named);
  if (identity === task.identity) return identity;
  mark("copy: a source that was touched while it was read is read again");
  const again = hashFile(disk, read.algorithm, { path: task.source, side: "source" }, read.onBytes);
  if (again.hash === read.hash) return again.identity;
  throw sourceChanged(task, "its content changed, although its size and time of change did not");
}

/** `identity`: of the source that was read. */
export function isStillThere(disk: Disk, task: CopyTask, identity: number): boolean {
  const now = inspectIfThere(disk, task.source);
  return now !== undefined && identityOf(now) === identity;
}

function isAlike(now: DiskEntry, before: DiskEntry): boolean {
  return (
    now.kind === before.kind &&
    now.size === before.size &&
    now.modifiedNs === before.modifiedNs &&
    now.changedNs === before.changedNs &&
    now.inode === before.inode &&
    now.device === before.device
  );
}

/** Throws SOURCE_CHANGED when what stands there now is no file. */
export function openSourceOf(disk: Disk, task: CopyTask): number {
  try {
    return disk.openSource(task.source);
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    // ELOOP: a link stands there now.
    const gone = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENXIO"].includes(code);
    throw copyError(gone ? "SOURCE_CHANGED" : "SOURCE_READ_FAILED", {
      what: gone ? `${task.source} is no longer the file that was planned` : `${task.source} can't be read`,
      where: { file: task.source },
      cause: error,
    });
  }
}

function contentDifference(task: CopyTask, now: DiskEntry | undefined): string | undefined {
  if (now === undefined) return "it is gone";
  if (now.kind !== "file") return "it is no file any more";
  if (now.size !== task.bytes) return `it had ${task.bytes} bytes and has ${now.size}`;
  return now.modifiedNs.toString() === task.modified ? undefined : "its time of change moved on";
}

function identityDifference(task: CopyTask, now: DiskEntry): string | undefined {
  return identityOf(now) === task.identity
    ? undefined
    : "another file has taken its place, or its rights or name were changed";
}

/** A file of /proc has no bytes by what the system says, gives some, and has another time at each look. */
function isUntrue(disk: Disk, descriptor: number, entry: DiskEntry): boolean {
  return entry.kind === "file" && entry.size === 0 && disk.read(descriptor, new Uint8Array(1)) > 0;
}

function untrue(task: CopyTask, bytes: string): RiglineError {
  return copyError("SOURCE_SIZE_UNTRUE", {
    what: `${task.source} is no plain file: the system says that it has ${task.bytes} bytes, and gives ${bytes}`,
    where: { file: task.source },
  });
}

export function sourceChanged(task: CopyTask, why: string): RiglineError {
  return copyError("SOURCE_CHANGED", {
    what: `${task.source} changed while it was being copied`,
    where: { file: task.source },
    why,
  });
}
