import { hash as hashOf } from "node:crypto";
import type { Disk, DiskEntry } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { CopyTask, OnBytes } from "./copy-task.js";
import { CopyWriter, type CopyWriterOptions, FLUSH_BYTES, type OpenCopy } from "./copy-writer.js";
import { discard, failedToWrite } from "./destination-failures.js";
import { openCopy } from "./open-copy.js";
import { openPlanned, requireAllRead, requireStillPlanned } from "./planned-source.js";
import { type BeginHash, CHUNK_BYTES, hashHere, readChunks, readInto } from "./read-file.js";

/** After these a large file is worth going on with; the other failures are of the file itself. */
const PASSING = ["DESTINATION_UNREACHABLE", "SOURCE_READ_FAILED"];

export interface WrittenCopy {
  readonly descriptor: number;
  readonly hash: string;
  /** Of the source that was read. */
  readonly identity: number;
  /** Bytes that an earlier attempt wrote: only reading them back tells whether they are this source's. */
  readonly kept: number;
  /** What was read, where `remember` had room for it. */
  readonly original?: Uint8Array;
}

export interface WriteOptions {
  /** A large file is flushed each time after so many bytes, and goes on there after a failure. */
  readonly flushBytes?: number;
  /** Whatever an earlier attempt left is of no use. */
  readonly afresh?: boolean;
  /** The copy lies on a device of this computer. */
  readonly writesBack?: boolean;
  /** Where what is read stays: a byte longer than the planned file. */
  readonly remember?: Uint8Array | undefined;
  /** What hashes a file that is read piece by piece. */
  readonly beginHash?: BeginHash | undefined;
}

/**
 * Writes one copy and hashes what it read; the last flush is the caller's. Throws SOURCE_CHANGED when the source is not, before and
 * after, the very file that was planned, and SOURCE_SIZE_UNTRUE when the system says so and still gives other bytes.
 */
export function writeCopy(
  disk: Disk,
  algorithm: string,
  task: CopyTask,
  onBytes: OnBytes,
  { flushBytes = FLUSH_BYTES, afresh = false, writesBack = false, remember, beginHash = hashHere }: WriteOptions = {},
): WrittenCopy {
  const { descriptor: source, entry } = openPlanned(disk, task);
  try {
    const copy = openCopy(disk, task, { mode: entry.mode, flushBytes, afresh });
    const hasHoles = entry.allocated < entry.size;
    const reading = { disk, algorithm, task, source, entry, onBytes, beginHash };
    if (remember !== undefined && !hasHoles && copy.kept === 0) return writeWhole(reading, copy.descriptor, remember);
    return writePieces(reading, copy, { hasHoles, flushBytes, writesBack }, remember);
  } finally {
    closeRead(disk, source);
  }
}

interface Reading {
  readonly disk: Disk;
  readonly algorithm: string;
  readonly task: CopyTask;
  readonly source: number;
  readonly entry: DiskEntry;
  readonly onBytes: OnBytes;
  readonly beginHash: BeginHash;
}

/** A small file in one read, one write and one hash, and past all that pieces, holes and beginnings need: a sixth of its time. */
function writeWhole(reading: Reading, descriptor: number, memory: Uint8Array): WrittenCopy {
  const { disk, algorithm, task, source, entry, onBytes } = reading;
  try {
    const original = readWhole(reading, memory);
    const isShort = original.length <= CHUNK_BYTES;
    try {
      // What limits the bandwidth lets go of so much at once.
      for (let done = 0; done < original.length;)
        done += disk.write(descriptor, done === 0 && isShort ? original : original.subarray(done, done + CHUNK_BYTES));
    } catch (error) {
      throw failedToWrite(task, error);
    }
    const hash = hashOf(algorithm, original);
    const identity = requireStillPlanned(disk, task, { descriptor: source, entry, algorithm, hash, onBytes });
    return { descriptor, identity, kept: 0, hash, original };
  } catch (error) {
    discard(disk, descriptor, task.destination);
    throw error;
  }
}

function writePieces(
  reading: Reading,
  copy: OpenCopy,
  options: CopyWriterOptions,
  remember: Uint8Array | undefined,
): WrittenCopy {
  const { disk, algorithm, task, source, entry, onBytes } = reading;
  const { descriptor, kept } = copy;
  const writer = new CopyWriter(disk, task, copy, options);
  try {
    const original = remember === undefined ? undefined : readWhole(reading, remember);
    const hash = original === undefined ? passOn(reading, writer) : hashOf(algorithm, original);
    if (original !== undefined) writer.write(original);
    writer.finish();
    const identity = requireStillPlanned(disk, task, { descriptor: source, entry, algorithm, hash, onBytes });
    return { descriptor, identity, kept, hash, ...(original === undefined ? {} : { original }) };
  } catch (error) {
    if (writer.flushed > 0 && mayGoOn(error)) leaveAsItIs(disk, descriptor);
    else discard(disk, descriptor, task.destination);
    throw error;
  }
}

function passOn({ disk, algorithm, task, source, onBytes, beginHash }: Reading, writer: CopyWriter): string {
  const hash = beginHash(algorithm, task.bytes);
  try {
    let left = task.bytes;
    const file = { path: task.source, side: "source", size: task.bytes } as const;
    const onChunk = (chunk: Uint8Array): void => {
      left -= chunk.length;
      // What never ends must not fill the destination.
      if (left < 0) requireAllRead(disk, task, source, task.bytes - left);
      hash.update(chunk);
      writer.write(chunk);
    };
    const bytes = readChunks(disk, source, file, onBytes, onChunk, hash.room);
    requireAllRead(disk, task, source, bytes);
    return hash.digest();
  } finally {
    hash.close();
  }
}

function readWhole({ disk, task, source, onBytes }: Reading, memory: Uint8Array): Uint8Array {
  const file = { path: task.source, side: "source" } as const;
  const bytes = readInto(disk, source, file, memory, { from: 0, wanted: task.bytes });
  requireAllRead(disk, task, source, bytes);
  onBytes(bytes);
  return memory.subarray(0, bytes);
}

function mayGoOn(error: unknown): boolean {
  return error instanceof RiglineError && PASSING.includes(error.code);
}

/** For the next attempt to go on with. */
function leaveAsItIs(disk: Disk, descriptor: number): void {
  mark("copy: a large file that broke off is left for the next attempt");
  try {
    disk.close(descriptor);
  } catch {
    // The system has let go of it all the same.
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
