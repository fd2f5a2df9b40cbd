import type { Disk } from "@rigline/foundation/disk";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "./copy-errors.js";
import type { CopyTask, FileSide, OnBytes } from "./copy-task.js";
import { isStillThere, sourceChanged } from "./planned-source.js";
import { hashFile } from "./read-file.js";

/** A copy that is not what it was held against. */
interface DifferentCopy {
  readonly task: CopyTask;
  readonly algorithm: string;
  /** Of what was read of the source first. */
  readonly hash: string;
  /** Of the source that was read. */
  readonly identity: number;
  readonly copy: FileSide;
  /** It was held against a second reading of the source. */
  readonly isReadTwice: boolean;
}

/** Whose the other bytes are: the copy's, or the source's, which was read a second time. */
export function findDifference(
  disk: Disk,
  { task, algorithm, hash, identity, copy, isReadTwice }: DifferentCopy,
  onBytes: OnBytes,
): RiglineError {
  const there = hashFile(disk, algorithm, copy, onBytes);
  const isAsRead = there.hash === hash && there.bytes === task.bytes;
  if (isReadTwice && isAsRead) {
    if (!isStillThere(disk, task, identity)) return sourceChanged(task, "its copy was right, and is no longer like it");
    mark("copy: a source that does not give the same bytes twice is told");
    return copyError("SOURCE_READ_DIFFERS", {
      what: `${task.source} gave other bytes when it was read a second time, and nobody changed it`,
      where: { file: task.source },
      why: `its copy is what was read first: ${algorithm} ${hash}`,
    });
  }
  return copyError("COPY_DIFFERS", {
    what: `${task.destination} differs from ${task.source} when read back`,
    where: { file: task.destination },
    why: `${algorithm} of the source is ${hash} (${task.bytes} bytes), of the copy ${there.hash} (${there.bytes} bytes)`,
  });
}
