import type { Disk } from "@rigline/foundation/disk";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "./copy-errors.js";
import type { CopyTask, FileSide, OnBytes } from "./copy-task.js";
import { isStillThere, sourceChanged } from "./planned-source.js";
import { hashFile } from "./read-file.js";
import type { WriterSum } from "./writer-sums.js";

/** A source that was read to be copied. */
interface ReadSource {
  readonly task: CopyTask;
  readonly algorithm: string;
  /** Of what was read of the source first. */
  readonly hash: string;
  /** Of the source that was read. */
  readonly identity: number;
}

/** A copy that is not what it was held against. */
interface DifferentCopy extends ReadSource {
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
    return readDiffers(task.source, `its copy is what was read first: ${algorithm} ${hash}`);
  }
  return copyError("COPY_DIFFERS", {
    what: `${task.destination} differs from ${task.source} when read back`,
    where: { file: task.destination },
    why: `${algorithm} of the source is ${hash} (${task.bytes} bytes), of the copy ${there.hash} (${there.bytes} bytes)`,
  });
}

/**
 * A source that is not what the program says that wrote it is read once more: what was read may have been another than what is there. Throws
 * SOURCE_NOT_AS_WRITTEN; SOURCE_READ_DIFFERS and SOURCE_CHANGED where it is not the file that is to blame.
 */
export function requireAsWritten(
  disk: Disk,
  { task, algorithm, hash, identity, said }: ReadSource & { readonly said: readonly WriterSum[] },
  source: FileSide,
  onBytes: OnBytes,
): void {
  const other = said.find((sum) => sum.hash !== hash);
  if (other === undefined) return;
  const again = hashFile(disk, algorithm, source, onBytes);
  if (!isStillThere(disk, task, identity)) throw sourceChanged(task, `it is not what ${other.list} says`);
  if (again.hash !== hash) throw readDiffers(task.source, `${algorithm} was ${hash} first, and then ${again.hash}`);
  throw notAsWritten(task.source, other, hash);
}

export function notAsWritten(source: string, { list, hash: said }: WriterSum, hash: string): RiglineError {
  mark("copy: a source that is not what its writer says is told");
  return copyError("SOURCE_NOT_AS_WRITTEN", {
    what: `${source} is not what the program that wrote it says: ${list} has another hash`,
    where: { file: source },
    why: `sha256 of the file is ${hash}, by the list ${said}`,
  });
}

function readDiffers(source: string, why: string): RiglineError {
  return copyError("SOURCE_READ_DIFFERS", {
    what: `${source} gave other bytes when it was read a second time, and nobody changed it`,
    where: { file: source },
    why,
  });
}
