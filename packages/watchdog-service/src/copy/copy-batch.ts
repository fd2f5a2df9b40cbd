import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { cannotFlush } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "./copy-errors.js";
import type { ReadBack } from "@rigline/manifest";
import type { CopyOutcome, CopyTask, FileHash, OnBytes, VerifiedFile } from "./copy-task.js";
import { discard, failedAtDestination, failedToWrite, isUnreachable } from "./destination-failures.js";
import { hashFile } from "./read-file.js";
import { writeCopy, type WriteOptions, type WrittenCopy } from "./write-copy.js";

export interface CopyBatchOptions extends Pick<WriteOptions, "flushBytes"> {
  /** What each copy is read back from. */
  readonly readBack?: ReadBack;
}

/** Reads a copy, and says what from. */
type ReadCopy = (path: string) => FileHash;

interface Written extends WrittenCopy {
  readonly task: CopyTask;
}

/**
 * Copies a few files so that each is known to be right: written, flushed, read back, compared. The flushes follow the
 * writes of the whole batch, because the second flush in a row is nearly free. Whatever is not verified is removed.
 */
export function copyBatch(
  disk: Disk,
  algorithm: string,
  tasks: readonly CopyTask[],
  onBytes: OnBytes,
  { readBack = "cache", ...options }: CopyBatchOptions = {},
): CopyOutcome {
  const read = (path: string): FileHash => hashFile(disk, algorithm, { path, side: "copy", readBack }, onBytes);
  const verified: VerifiedFile[] = [];
  const written: Written[] = [];
  const flushed: (Written & { readonly flushed: boolean })[] = [];
  let failure: unknown;
  const attempt = (action: () => void): boolean => {
    try {
      action();
      return true;
    } catch (error) {
      failure ??= error;
      return false;
    }
  };
  attempt(() => {
    for (const task of tasks) {
      const there = findThere(disk, algorithm, task, onBytes, read);
      if (there !== undefined) verified.push(there);
      else written.push({ task, ...writeCopy(disk, algorithm, task, onBytes, options) });
    }
  });
  attempt(() => {
    for (let copy = written[0]; copy !== undefined; copy = written[0]) {
      flushed.push({ ...copy, flushed: flush(disk, copy) });
      written.shift();
    }
  });
  // What was flushed is right or wrong by itself, whatever became of those after it.
  const wrong = flushed.filter(
    (copy) => !attempt(() => void verified.push(confirmOrCopyAnew(disk, algorithm, copy, onBytes, read))),
  );
  for (const { task } of wrong) {
    mark("copy: a copy that is not what was read is removed");
    discard(disk, undefined, task.destination);
  }
  for (const { task, descriptor } of written) {
    mark("copy: what was written and not flushed is removed");
    discard(disk, descriptor, task.destination);
  }
  return { verified, failure };
}

/** The copy of an earlier attempt, if the ledger knows it; flushed, because that attempt may have been killed before it could. */
function findThere(
  disk: Disk,
  algorithm: string,
  task: CopyTask,
  onBytes: OnBytes,
  read: ReadCopy,
): VerifiedFile | undefined {
  const { path, bytes, modified, ledgerHash } = task;
  if (ledgerHash === undefined) return undefined;
  if (sizeAtDestination(disk, task.destination) !== bytes) return undefined;
  let { identity } = task;
  if (task.sourceInDoubt === true) {
    mark("copy: a source in doubt is read before the copy found in place counts");
    const source = hashFile(disk, algorithm, { path: task.source, side: "source" }, onBytes);
    if (source.hash !== ledgerHash) return undefined;
    ({ identity } = source);
  }
  mark("copy: a file found in place is flushed and read again");
  const flushed = flushThere(disk, task);
  const copy = read(task.destination);
  if (copy.hash !== ledgerHash) return undefined;
  const { readBack } = copy;
  return { path, bytes, hash: ledgerHash, modified, identity, copy: copy.identity, flushed, readBack, copied: false };
}

function sizeAtDestination(disk: Disk, path: string): number | undefined {
  try {
    return inspectIfThere(disk, path)?.size;
  } catch (error) {
    throw failedAtDestination(path, error, "looked at");
  }
}

function flushThere(disk: Disk, task: CopyTask): boolean {
  try {
    return disk.flushFile(task.destination) === undefined;
  } catch (error) {
    throw failedToWrite(task, error);
  }
}

/** False: the share has no flush. */
function flush(disk: Disk, { task, descriptor }: Written): boolean {
  let flushed = true;
  try {
    disk.setModified(descriptor, BigInt(task.modified));
  } catch (error) {
    // Some shares keep no times; the bytes are what was promised.
    if (isUnreachable(error)) throw failedToWrite(task, error);
    mark("copy: a share that keeps no times is done without");
  }
  try {
    disk.sync(descriptor);
  } catch (error) {
    if (!cannotFlush(error)) throw failedToWrite(task, error);
    mark("copy: a share that has no flush is told so");
    flushed = false;
  }
  try {
    disk.close(descriptor);
  } catch (error) {
    throw failedToWrite(task, error);
  }
  return flushed;
}

/** Whether what an earlier attempt has written is right shows only here: if not, nothing of it counts. */
function confirmOrCopyAnew(
  disk: Disk,
  algorithm: string,
  copy: Written & { readonly flushed: boolean },
  onBytes: OnBytes,
  read: ReadCopy,
): VerifiedFile {
  const { task, kept } = copy;
  try {
    return confirm(algorithm, copy, read);
  } catch (error) {
    if (kept === 0 || !(error instanceof RiglineError) || error.code !== "COPY_DIFFERS") throw error;
    mark("copy: a file whose beginning of an earlier attempt is not right is copied anew");
  }
  const anew = { task, ...writeCopy(disk, algorithm, task, onBytes, { afresh: true }) };
  return confirm(algorithm, { ...anew, flushed: flush(disk, anew) }, read);
}

function confirm(
  algorithm: string,
  { task, hash, identity, flushed }: Written & { readonly flushed: boolean },
  read: ReadCopy,
): VerifiedFile {
  const { path, bytes, modified } = task;
  const copy = read(task.destination);
  const { readBack } = copy;
  if (copy.hash === hash && copy.bytes === task.bytes)
    return { path, bytes, hash, modified, identity, copy: copy.identity, flushed, readBack, copied: true };
  throw copyError("COPY_DIFFERS", {
    what: `${task.destination} differs from ${task.source} when read back`,
    where: { file: task.destination },
    why: `${algorithm} of the source is ${hash} (${task.bytes} bytes), of the copy ${copy.hash} (${copy.bytes} bytes)`,
  });
}
