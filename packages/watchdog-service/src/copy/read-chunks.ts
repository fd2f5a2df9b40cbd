import type { Disk } from "../platform/disk.js";
import { failedToRead } from "./failed-to-read.js";
import type { FileSide, OnBytes } from "./copy-task.js";

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
