import type { Disk } from "../platform/disk.js";
import { copyError } from "./copy-errors.js";
import type { OnBytes } from "./copy-task.js";

const CHUNK_BYTES = 1024 * 1024;
let spare: Uint8Array | undefined;

/** Hands an open file's bytes on, piece by piece; a piece is valid only during the call. Returns how many there were. */
export function readChunks(
  disk: Disk,
  descriptor: number,
  path: string,
  onBytes: OnBytes,
  onChunk: (chunk: Uint8Array) => void,
): number {
  // One buffer a thread: a worker reads one file at a time, and allocating a megabyte for each small file doubles its cost.
  const buffer = spare ?? new Uint8Array(CHUNK_BYTES);
  spare = undefined;
  try {
    let total = 0;
    for (;;) {
      const bytes = read(disk, descriptor, path, buffer);
      if (bytes === 0) return total;
      onChunk(buffer.subarray(0, bytes));
      onBytes(bytes);
      total += bytes;
    }
  } finally {
    spare = buffer;
  }
}

function read(disk: Disk, descriptor: number, path: string, buffer: Uint8Array): number {
  try {
    return disk.read(descriptor, buffer);
  } catch (error) {
    throw copyError("SOURCE_READ_FAILED", { what: `${path} can't be read`, where: { file: path }, cause: error });
  }
}
