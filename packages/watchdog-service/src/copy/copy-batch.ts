import { dirname } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { cannotFlush } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import { confirmCopy, type Copying, findThere, type FlushedCopy } from "./confirm-copy.js";
import type { CopyOutcome, CopyTask, OnBytes, VerifiedFile } from "./copy-task.js";
import { FLUSH_BYTES } from "./copy-writer.js";
import { discard, failedToWrite, isUnreachable } from "./destination-failures.js";
import type { VolumeFlush } from "./flush-volume.js";
import { inLots, LotMemory } from "./in-batches.js";
import { writeCopy, type WriteOptions, type WrittenCopy } from "./write-copy.js";

export interface CopyBatchOptions extends Pick<WriteOptions, "flushBytes" | "beginHash"> {
  /** What each copy is read back from. */
  readonly readBack?: ReadBack;
  /** Each source is read a second time past the cache, whatever memory has of it. */
  readonly verifySource?: boolean | undefined;
}

/** From so many files on, one flush of their file system takes less time than theirs. */
const FLUSHED_TOGETHER = 8;

/**
 * Copies a few files so that each is known to be right: written, flushed, read back, compared. The flushes follow the
 * writes of the whole batch, because the second flush in a row is nearly free. Whatever is not verified is removed.
 */
export function copyBatch(
  disk: Disk,
  algorithm: string,
  tasks: readonly CopyTask[],
  onBytes: OnBytes,
  options: CopyBatchOptions = {},
): CopyOutcome {
  const course = new BatchCourse(disk, algorithm, onBytes, options);
  course.finish(course.write(tasks), false);
  return course.outcome();
}

/**
 * The same, lot by lot: while one is brought onto the device by one flush for all of it, the next is written. Where files are flushed one by
 * one on a share, each is read back soon after it was written: by then Linux' client of SMB has not yet forgotten (after a second) what it
 * knows of it, and asks nothing.
 */
export async function copyLots(
  disk: Disk,
  algorithm: string,
  tasks: readonly CopyTask[],
  onBytes: OnBytes,
  { volumeFlush = NO_VOLUME_FLUSH, ...options }: CopyBatchOptions & { readonly volumeFlush?: VolumeFlush | undefined },
): Promise<CopyOutcome> {
  const course = new BatchCourse(disk, algorithm, onBytes, options);
  let before: { readonly lot: Lot; readonly flushing: Promise<boolean> } | undefined;
  const [first] = tasks;
  const isOneByOne =
    options.readBack === "device" && first !== undefined && !volumeFlush.isFor(dirname(first.destination));
  for (const some of isOneByOne ? tasks.map((task) => [task]) : inLots(tasks)) {
    if (course.isOver) break;
    const lot = course.write(some);
    const isFlushed = await before?.flushing;
    const flushing = course.flush(lot, volumeFlush);
    if (before !== undefined) course.finish(before.lot, isFlushed === true);
    before = { lot, flushing };
  }
  if (before !== undefined) course.finish(before.lot, await before.flushing);
  return course.outcome();
}

const NO_VOLUME_FLUSH: VolumeFlush = { isFor: () => false, flush: () => Promise.resolve(false) };

interface Written extends WrittenCopy {
  readonly task: CopyTask;
}

/** Files that are flushed together. */
interface Lot {
  /** The copies of it that are written and not verified. */
  readonly written: Written[];
  /** They have the times of their sources: on a share each time that they are set is two requests. */
  isDated: boolean;
  readonly memory: LotMemory;
}

class BatchCourse {
  readonly #copying: Copying;
  readonly #flushBytes: number;
  readonly #beginHash: WriteOptions["beginHash"];
  readonly #verified: VerifiedFile[] = [];
  #timesKept = true;
  #failure: unknown;

  constructor(
    disk: Disk,
    algorithm: string,
    onBytes: OnBytes,
    { readBack = "cache", verifySource = false, flushBytes = FLUSH_BYTES, beginHash }: CopyBatchOptions,
  ) {
    const onUndated = (): void => void (this.#timesKept = false);
    this.#copying = { disk, algorithm, onBytes, readBack, verifySource, onUndated };
    this.#flushBytes = flushBytes;
    this.#beginHash = beginHash;
  }

  /** Something has failed: nothing more is begun. */
  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  outcome(): CopyOutcome {
    return { verified: this.#verified, timesKept: this.#timesKept, failure: this.#failure };
  }

  write(tasks: readonly CopyTask[]): Lot {
    const lot: Lot = { written: [], isDated: false, memory: new LotMemory() };
    this.#attempt(() => {
      for (const task of tasks) this.#writeOne(lot, task);
    });
    return lot;
  }

  /** Leaves the copies open, so that where it could not be done each one's own flush tells what became of it. */
  async flush(lot: Lot, volumeFlush: VolumeFlush): Promise<boolean> {
    const { written } = lot;
    const [first] = written;
    if (first === undefined || written.length < FLUSHED_TOGETHER) return false;
    try {
      for (const copy of written) date(this.#copying, copy);
      lot.isDated = true;
    } catch {
      // Which of them, its own flush tells.
      return false;
    }
    return volumeFlush.flush(first.task.destination, written.length);
  }

  /** `isFlushed`: all of it is on the device. */
  finish({ written, isDated, memory }: Lot, isFlushed: boolean): void {
    const copying = this.#copying;
    const flushed: FlushedCopy[] = [];
    const flush = isFlushed ? closeFlushed : isDated ? flushDated : flushCopy;
    this.#attempt(() => {
      for (const copy of written) flushed.push({ ...copy, flushed: flush(copying, copy) });
    });
    // What was flushed is right or wrong by itself, whatever became of those after it.
    const wrong = flushed.filter(
      (copy) => !this.#attempt(() => void this.#verified.push(confirmOrCopyAnew(copying, copy))),
    );
    memory.release();
    for (const { task } of wrong) {
      mark("copy: a copy that is not what was read is removed");
      discard(copying.disk, undefined, task.destination);
    }
    for (const { task, descriptor } of written.slice(flushed.length)) {
      mark("copy: what was written and not flushed is removed");
      discard(copying.disk, descriptor, task.destination);
    }
  }

  #writeOne({ written, memory }: Lot, task: CopyTask): void {
    const copying = this.#copying;
    const there = findThere(copying, task);
    if (there !== undefined) return void this.#verified.push(there);
    const { disk, algorithm, onBytes, readBack } = copying;
    const flushBytes = this.#flushBytes;
    // What is flushed on its way is to go on from there, and goes piece by piece.
    const remember = task.bytes < flushBytes ? memory.take(task.bytes) : undefined;
    // What is read back from this computer's cache is not on the other side of a network.
    const writesBack = readBack === "cache";
    const options = { flushBytes, writesBack, remember, beginHash: this.#beginHash };
    written.push({ task, ...writeCopy(disk, algorithm, task, onBytes, options) });
  }

  /** False: it failed. The first failure is the batch's. */
  #attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.#failure ??= error;
      return false;
    }
  }
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
  date(copying, copy);
  return flushDated(copying, copy);
}

function flushDated(copying: Copying, copy: Written): boolean {
  const { disk } = copying;
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
function confirmOrCopyAnew(copying: Copying, copy: FlushedCopy): VerifiedFile {
  const { disk, algorithm, onBytes } = copying;
  const { task, kept } = copy;
  try {
    return confirmCopy(copying, copy);
  } catch (error) {
    if (kept === 0 || !(error instanceof RiglineError) || error.code !== "COPY_DIFFERS") throw error;
    mark("copy: a file whose beginning of an earlier attempt is not right is copied anew");
  }
  const anew = { task, ...writeCopy(disk, algorithm, task, onBytes, { afresh: true }) };
  return confirmCopy(copying, { ...anew, flushed: flushCopy(copying, anew) });
}
