import { identityOf, inspectIfThere, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { cannotFlush } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack, SourceRead } from "@rigline/manifest";
import { BatchMemory } from "./batch-memory.js";
import { compareReadBack } from "./compare-read-back.js";
import type { CopyOutcome, CopyTask, FileSide, OnBytes, VerifiedFile } from "./copy-task.js";
import { FLUSH_BYTES } from "./copy-writer.js";
import { discard, failedAtDestination, failedToWrite, isUnreachable } from "./destination-failures.js";
import { findDifference, requireAsWritten } from "./find-difference.js";
import type { FlushVolume } from "./flush-volume.js";
import { hashFile } from "./read-file.js";
import { writeCopy, type WriteOptions, type WrittenCopy } from "./write-copy.js";

export interface CopyBatchOptions extends Pick<WriteOptions, "flushBytes"> {
  /** What each copy is read back from. */
  readonly readBack?: ReadBack;
  /** Each source is read a second time past the cache, whatever memory has of it. */
  readonly verifySource?: boolean | undefined;
  /** Absent: each file is flushed by itself. */
  readonly flushVolume?: FlushVolume | undefined;
}

/** From so many files on, one flush of their file system takes less time than theirs. */
const FLUSHED_TOGETHER = 8;

interface Written extends WrittenCopy {
  readonly task: CopyTask;
}

interface Flushed extends Written {
  /** False: its share has no flush. */
  readonly flushed: boolean;
}

/** What a batch is copied with. */
interface Copying {
  readonly disk: Disk;
  readonly algorithm: string;
  readonly onBytes: OnBytes;
  readonly readBack: ReadBack;
  readonly verifySource: boolean;
  /** Called of a copy that could not be given its source's time. */
  readonly onUndated: () => void;
}

/**
 * Copies a few files so that each is known to be right: written, flushed, read back, compared. The flushes follow the
 * writes of the whole batch, because the second flush in a row is nearly free, and one for all of them nearly as much. Whatever is not
 * verified is removed.
 */
export function copyBatch(
  disk: Disk,
  algorithm: string,
  tasks: readonly CopyTask[],
  onBytes: OnBytes,
  {
    readBack = "cache",
    verifySource = false,
    flushVolume = () => false,
    flushBytes = FLUSH_BYTES,
  }: CopyBatchOptions = {},
): CopyOutcome {
  let timesKept = true;
  const copying: Copying = { disk, algorithm, onBytes, readBack, verifySource, onUndated: () => (timesKept = false) };
  // What is read back from this computer's cache is not on the other side of a network.
  const writesBack = readBack === "cache";
  const memory = new BatchMemory();
  const verified: VerifiedFile[] = [];
  const written: Written[] = [];
  const flushed: Flushed[] = [];
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
      const there = findThere(copying, task);
      // What is flushed on its way is to go on from there, and goes piece by piece.
      const remember = there === undefined && task.bytes < flushBytes ? memory.take(task.bytes) : undefined;
      if (there !== undefined) verified.push(there);
      else written.push({ task, ...writeCopy(disk, algorithm, task, onBytes, { flushBytes, writesBack, remember }) });
    }
  });
  attempt(() => {
    const flush = flushTogether(copying, written, flushVolume) ? closeFlushed : flushCopy;
    for (let copy = written[0]; copy !== undefined; copy = written[0]) {
      flushed.push({ ...copy, flushed: flush(copying, copy) });
      written.shift();
    }
  });
  // What was flushed is right or wrong by itself, whatever became of those after it.
  const wrong = flushed.filter((copy) => !attempt(() => void verified.push(confirmOrCopyAnew(copying, copy))));
  memory.release();
  for (const { task } of wrong) {
    mark("copy: a copy that is not what was read is removed");
    discard(disk, undefined, task.destination);
  }
  for (const { task, descriptor } of written) {
    mark("copy: what was written and not flushed is removed");
    discard(disk, descriptor, task.destination);
  }
  return { verified, timesKept, failure };
}

/** The copy of an earlier attempt, if the ledger knows it; flushed, because that attempt may have been killed before it could. */
function findThere(copying: Copying, task: CopyTask): VerifiedFile | undefined {
  const { disk, algorithm, onBytes } = copying;
  const { path, bytes, modified, ledgerHash, held, said } = task;
  if (ledgerHash === undefined || said?.some(({ hash }) => hash !== ledgerHash) === true) return undefined;
  const there = lookAtCopy(disk, task.destination);
  if (there?.size !== bytes) return undefined;
  let { identity } = task;
  const isToBeRead = task.sourceInDoubt === true || (copying.verifySource && said === undefined);
  let sourceRead: SourceRead | undefined = said === undefined ? undefined : "writer";
  if (held !== undefined && identityOf(there) === held.identity && !isToBeRead) {
    mark("copy: a file that was verified while its session ran, and not touched since, is in place");
    const { readBack } = held;
    const known = { path, bytes, hash: ledgerHash, modified, identity, copy: held.identity };
    return { ...known, flushed: true, readBack, sourceRead, copied: false };
  }
  if (isToBeRead) {
    mark("copy: a source in doubt is read before the copy found in place counts");
    const source = hashFile(disk, algorithm, sourceOf(copying, task), onBytes);
    if (source.hash !== ledgerHash) return undefined;
    ({ identity } = source);
    if (copying.verifySource) sourceRead ??= source.readBack;
  }
  mark("copy: a file found in place is flushed and read again");
  const flushed = flushThere(disk, task);
  const copy = hashFile(disk, algorithm, copyOf(copying, task), onBytes);
  if (copy.hash !== ledgerHash) return undefined;
  const { readBack } = copy;
  const found = { path, bytes, hash: ledgerHash, modified, identity, copy: copy.identity, flushed, readBack };
  return { ...found, sourceRead, copied: false };
}

function lookAtCopy(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return inspectIfThere(disk, path);
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

/** Leaves them open, so that where it could not be done each one's own flush tells what became of it. */
function flushTogether(copying: Copying, copies: readonly Written[], flushVolume: FlushVolume): boolean {
  const [first] = copies;
  if (first === undefined || copies.length < FLUSHED_TOGETHER) return false;
  for (const copy of copies) date(copying, copy);
  return flushVolume(first.task.destination, copies.length);
}

function closeFlushed({ disk }: Copying, { task, descriptor }: Written): boolean {
  try {
    disk.close(descriptor);
  } catch (error) {
    throw failedToWrite(task, error);
  }
  return true;
}

/** False: the share has no flush. */
function flushCopy(copying: Copying, copy: Written): boolean {
  const { disk } = copying;
  date(copying, copy);
  let flushed = true;
  try {
    disk.sync(copy.descriptor);
  } catch (error) {
    if (!cannotFlush(error)) throw failedToWrite(copy.task, error);
    mark("copy: a share that has no flush is told so");
    flushed = false;
  }
  return closeFlushed(copying, copy) && flushed;
}

function date({ disk, onUndated }: Copying, { task, descriptor }: Written): void {
  try {
    disk.setModified(descriptor, BigInt(task.modified));
  } catch (error) {
    // Some shares keep no times; the bytes are what was promised.
    if (isUnreachable(error)) throw failedToWrite(task, error);
    mark("copy: a share that keeps no times is done without");
    onUndated();
  }
}

/** Whether what an earlier attempt has written is right shows only here: if not, nothing of it counts. */
function confirmOrCopyAnew(copying: Copying, copy: Flushed): VerifiedFile {
  const { disk, algorithm, onBytes } = copying;
  const { task, kept } = copy;
  try {
    return confirm(copying, copy);
  } catch (error) {
    if (kept === 0 || !(error instanceof RiglineError) || error.code !== "COPY_DIFFERS") throw error;
    mark("copy: a file whose beginning of an earlier attempt is not right is copied anew");
  }
  const anew = { task, ...writeCopy(disk, algorithm, task, onBytes, { afresh: true }) };
  return confirm(copying, { ...anew, flushed: flushCopy(copying, anew) });
}

function confirm(copying: Copying, written: Flushed): VerifiedFile {
  const { task, hash, identity, flushed, original } = written;
  const { path, bytes, modified, said } = task;
  const { disk, algorithm, onBytes } = copying;
  if (said !== undefined) requireAsWritten(disk, { ...written, algorithm, said }, sourceOf(copying, task), onBytes);
  const isReadTwice = original === undefined || copying.verifySource;
  const read = isReadTwice ? { task, readBack: secondRead(copying) } : { bytes: original };
  const against = said === undefined ? read : { algorithm, hash };
  const copy = compareReadBack(disk, copyOf(copying, task), against, onBytes);
  const { readBack, sourceRead } = copy;
  if (copy.isSame && copy.bytes === bytes)
    return { path, bytes, hash, modified, identity, copy: copy.identity, flushed, readBack, sourceRead, copied: true };
  const held = { ...written, algorithm, copy: copyOf(copying, task), isReadTwice: "task" in against };
  throw findDifference(disk, held, onBytes);
}

/** Past what the first reading has left in the cache, where that is asked for. */
function secondRead({ verifySource }: Copying): ReadBack {
  return verifySource ? "device" : "cache";
}

function sourceOf(copying: Copying, { source }: CopyTask): FileSide {
  return { path: source, side: "source", readBack: secondRead(copying) };
}

function copyOf({ readBack }: Copying, { destination }: CopyTask): FileSide {
  return { path: destination, side: "copy", readBack };
}
