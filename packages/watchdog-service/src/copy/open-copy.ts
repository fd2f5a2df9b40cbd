import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { CopyTask } from "./copy-task.js";
import type { OpenCopy } from "./copy-writer.js";
import { isUnreachable, makeAtDestination } from "./destination-failures.js";

/** The daemon's own user has to read the copy back. */
const OWNER_READS = 0o400;

/** Opens a copy to be written. What an earlier attempt left is gone on with, as far as it was flushed, or removed. */
export function openCopy(
  disk: Disk,
  task: CopyTask,
  { mode, flushBytes, afresh }: { readonly mode: number; readonly flushBytes: number; readonly afresh: boolean },
): OpenCopy {
  const create = (): number => disk.createNew(task.destination, mode | OWNER_READS);
  return makeAtDestination(disk, task.destination, () => {
    try {
      return { descriptor: create(), kept: 0 };
    } catch (error) {
      // Seldom: to look first would cost every file a failed call.
      if (systemCodeOf(error) !== "EEXIST") throw error;
    }
    const begun = afresh ? undefined : reopen(disk, task, flushBytes);
    if (begun !== undefined) return begun;
    mark("copy: what an earlier attempt left of a file is removed");
    disk.removeFile(task.destination);
    return { descriptor: create(), kept: 0 };
  });
}

/** Undefined: there is nothing that is worth it, or it can't be written to. */
function reopen(disk: Disk, task: CopyTask, flushBytes: number): OpenCopy | undefined {
  const there = inspectIfThere(disk, task.destination);
  if (there?.kind !== "file" || there.size >= task.bytes) return undefined;
  const kept = Math.floor(there.size / flushBytes) * flushBytes;
  if (kept === 0) return undefined;
  let descriptor: number;
  try {
    descriptor = disk.openForWriting(task.destination);
  } catch (error) {
    if (isUnreachable(error)) throw error;
    mark("copy: a begun copy that can't be opened is copied anew");
    return undefined;
  }
  try {
    // What came after the last flush may be anything.
    disk.resize(descriptor, kept);
    mark("copy: a large file goes on where an earlier attempt came to");
    return { descriptor, kept };
  } catch (error) {
    disk.close(descriptor);
    throw error;
  }
}
