import { createHash, type Hash } from "node:crypto";
import { identityOf, type Disk } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "./copy-errors.js";
import type { FileHash, FileRead, FileSide, OnBytes } from "./copy-task.js";
import { failedAtDestination, isUnreachable } from "./destination-failures.js";
import { readPastCache } from "./read-past-cache.js";

/** Given a file's bytes, piece by piece; a piece is valid only during the call. */
type OnChunk = (chunk: Uint8Array) => void;

/** Hashes a file's bytes as they are read, piece by piece. */
export interface PieceHash {
  /** Where the next piece is to be read into; undefined: anywhere. */
  readonly room: () => Uint8Array | undefined;
  /** The next piece: the beginning of what `room` gave, if it gave anything. */
  readonly update: (piece: Uint8Array) => void;
  /** Lower-case hex. */
  readonly digest: () => string;
  /** Nobody needs it any more, with or without its digest. */
  readonly close: () => void;
}

/** `bytes`: of the whole file. */
export type BeginHash = (algorithm: string, bytes: number) => PieceHash;

/** Where it is read. */
export const hashHere: BeginHash = (algorithm) => {
  const hash = createHash(algorithm);
  return {
    room: () => undefined,
    update: (piece) => void hash.update(piece),
    digest: () => hash.digest("hex"),
    close: () => {},
  };
};

/** Reads a whole file and hashes it, as `readFile` does. `further`: another algorithm, for a second hash of what was read. */
export function hashFile(disk: Disk, algorithm: string, file: FileSide, onBytes: OnBytes, further?: string): FileHash {
  const begin = (): readonly Hash[] =>
    [algorithm, ...(further === undefined ? [] : [further])].map((name) => createHash(name));
  let hashes = begin();
  const onAgain = (): void => void (hashes = begin());
  const onChunk = (chunk: Uint8Array): void => {
    for (const hash of hashes) hash.update(chunk);
  };
  const read = readFile(disk, file, onBytes, onChunk, onAgain);
  const [hash = "", second] = hashes.map((each) => each.digest("hex"));
  return { ...read, hash, ...(second === undefined ? {} : { further: second }) };
}

/**
 * Reads a whole file; past the cache, where that is asked for and can be. A link is refused, not followed. `onAgain`: what was
 * handed on counts for nothing, for the file is read once more from its beginning.
 */
export function readFile(
  disk: Disk,
  file: FileSide,
  onBytes: OnBytes,
  onChunk: OnChunk,
  onAgain: () => void,
): FileRead {
  if (file.readBack === "device") {
    const fromDevice = readFromDevice(disk, file, onBytes, onChunk);
    if (fromDevice !== undefined) return fromDevice;
    onAgain();
  }
  const descriptor = attemptToRead(file, () => disk.openSource(file.path));
  try {
    // Before it is read: what is done to it meanwhile must not count as what was read.
    const entry = disk.inspectOpen(descriptor);
    const bytes = readChunks(disk, descriptor, { ...file, size: entry.size, most: AGAIN_BYTES }, onBytes, onChunk);
    return { path: file.path, bytes, identity: identityOf(entry), readBack: "cache" };
  } finally {
    disk.close(descriptor);
  }
}

/** Undefined: its file system lets nobody pass the cache by. */
function readFromDevice(disk: Disk, file: FileSide, onBytes: OnBytes, onChunk: OnChunk): FileRead | undefined {
  const descriptor = attemptToRead(file, () => disk.openPastCache(file.path));
  if (descriptor === undefined) return undefined;
  try {
    const entry = disk.inspectOpen(descriptor);
    const bytes = attemptToRead(file, () =>
      readPastCache(disk, descriptor, entry.size, (chunk) => {
        onChunk(chunk);
        onBytes(chunk.length);
      }),
    );
    if (bytes === undefined) {
      mark("copy: a copy whose file system gives no bytes past the cache is read from the cache");
      return undefined;
    }
    return { path: file.path, bytes, identity: identityOf(entry), readBack: "device" };
  } finally {
    disk.close(descriptor);
  }
}

export const CHUNK_BYTES = 1024 * 1024;
/** What is compared with as much of another file: both are in the processor's cache then, which takes 0.87 of the time of two whole chunks. */
const AGAIN_BYTES = CHUNK_BYTES / 2;
let spare: Buffer | undefined;

/**
 * Hands an open file's bytes on, piece by piece; a piece is valid only during the call. `size`: what it is said to have; `most`: of a
 * piece; `room`: where the next one is to be, undefined: anywhere. Returns how many bytes there were.
 */
export function readChunks(
  disk: Disk,
  descriptor: number,
  file: FileSide & { readonly size: number; readonly most?: number },
  onBytes: OnBytes,
  onChunk: OnChunk,
  room: () => Uint8Array | undefined = () => undefined,
): number {
  // One buffer a thread: a worker reads one file at a time, and allocating a megabyte for each small file doubles its cost.
  const whole = spare ?? Buffer.alloc(CHUNK_BYTES);
  spare = undefined;
  const own = whole.subarray(0, file.most);
  try {
    let total = 0;
    for (;;) {
      const buffer = room() ?? own;
      const bytes = attemptToRead(file, () => disk.read(descriptor, buffer));
      if (bytes === 0) return total;
      onChunk(buffer.subarray(0, bytes));
      onBytes(bytes);
      total += bytes;
      // It gave all that it is said to have, and not what it was asked for: to ask again would be a call for nothing.
      if (total === file.size && bytes < buffer.length) return total;
    }
  } finally {
    spare = whole;
  }
}

/** Reads a whole file of less than a piece; of a longer one no more than a piece. What is read is valid until the next reading. */
export function readAtOnce(
  disk: Disk,
  file: FileSide,
  onBytes: OnBytes,
): { readonly bytes: Buffer; readonly identity: number } {
  const buffer = (spare ??= Buffer.alloc(CHUNK_BYTES));
  const descriptor = attemptToRead(file, () => disk.openSource(file.path));
  try {
    // Before it is read: what is done to it meanwhile must not count as what was read.
    const entry = disk.inspectOpen(descriptor);
    const bytes = readInto(disk, descriptor, file, buffer, { from: 0, wanted: Math.max(1, entry.size) });
    onBytes(bytes);
    return { bytes: buffer.subarray(0, bytes), identity: identityOf(entry) };
  } finally {
    disk.close(descriptor);
  }
}

/** Reads from a place on until there are as many bytes as are `wanted`, or the file has ended. Returns how many there are. */
export function readInto(
  disk: Disk,
  descriptor: number,
  file: FileSide,
  into: Uint8Array,
  { from, wanted }: { readonly from: number; readonly wanted: number },
): number {
  try {
    for (let total = 0; ;) {
      const bytes = disk.read(descriptor, total === 0 ? into : into.subarray(total), from + total);
      total += bytes;
      if (bytes === 0 || total >= wanted) return total;
    }
  } catch (error) {
    throw error instanceof RiglineError ? error : failedToRead(file, error);
  }
}

/** What the system refuses is told by whose disk it is. */
export function attemptToRead<Answer>(file: FileSide, action: () => Answer): Answer {
  try {
    return action();
  } catch (error) {
    // Of the other file, which is read beside this one: it is told already whose it is.
    throw error instanceof RiglineError ? error : failedToRead(file, error);
  }
}

/** The coded error of a read that the system refused: whose disk it was decides what a person should look at. */
function failedToRead({ path, side }: FileSide, error: unknown): RiglineError {
  if (side === "copy" && isUnreachable(error)) return failedAtDestination(path, error, "read back");
  return copyError(side === "source" ? "SOURCE_READ_FAILED" : "COPY_READ_FAILED", {
    what: `${path} can't be read${side === "source" ? "" : " back"}`,
    where: { file: path },
    cause: error,
  });
}
