import { createHash } from "node:crypto";
import { identityOf, type Disk } from "@rigline/foundation/disk";
import type { RiglineError } from "@rigline/foundation/errors";
import { copyError } from "./copy-errors.js";
import type { FileHash, FileSide, OnBytes } from "./copy-task.js";
import { failedAtDestination, isUnreachable } from "./destination-failures.js";

/** Reads a whole file and hashes it. A link is refused, not followed. */
export function hashFile(disk: Disk, algorithm: string, file: FileSide, onBytes: OnBytes): FileHash {
  let descriptor: number;
  try {
    descriptor = disk.openSource(file.path);
  } catch (error) {
    throw failedToRead(file, error);
  }
  try {
    // Before it is read: what is done to it meanwhile must not count as what was read.
    const identity = identityOf(disk.inspectOpen(descriptor));
    const hash = createHash(algorithm);
    const bytes = readChunks(disk, descriptor, file, onBytes, (chunk) => hash.update(chunk));
    return { path: file.path, bytes, hash: hash.digest("hex"), identity };
  } finally {
    disk.close(descriptor);
  }
}

const CHUNK_BYTES = 1024 * 1024;
let spare: Uint8Array | undefined;

/** Hands an open file's bytes on, piece by piece; a piece is valid only during the call. Returns how many there were. */
export function readChunks(
  disk: Disk,
  descriptor: number,
  file: FileSide,
  onBytes: OnBytes,
  onChunk: (chunk: Uint8Array) => void,
): number {
  // One buffer a thread: a worker reads one file at a time, and allocating a megabyte for each small file doubles its cost.
  const buffer = spare ?? new Uint8Array(CHUNK_BYTES);
  spare = undefined;
  try {
    let total = 0;
    for (;;) {
      const bytes = read(disk, descriptor, file, buffer);
      if (bytes === 0) return total;
      onChunk(buffer.subarray(0, bytes));
      onBytes(bytes);
      total += bytes;
    }
  } finally {
    spare = buffer;
  }
}

function read(disk: Disk, descriptor: number, file: FileSide, buffer: Uint8Array): number {
  try {
    return disk.read(descriptor, buffer);
  } catch (error) {
    throw failedToRead(file, error);
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
