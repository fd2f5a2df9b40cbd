import type { Disk } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";

/** A multiple of the block of every device that is in use. */
const BLOCK_BYTES = 4096;
/** Nothing is read ahead of who passes the cache by: what a client of a share asks for in pieces, it asks for at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Memory begins at a multiple of this on all systems. */
const STEP_BYTES = 16;

/**
 * Memory that a device reads into. Where it lies JavaScript does not tell, so at which place in it a device's block may begin
 * is found by trying.
 */
class DeviceMemory {
  readonly #memory: Uint8Array;
  /** On most systems a large piece of memory begins a step behind a page; some file systems pass no cache by for less than a page. */
  #begin = BLOCK_BYTES - STEP_BYTES;

  constructor(bytes: number) {
    this.#memory = new Uint8Array(bytes + BLOCK_BYTES);
  }

  /** Hands on memory of so many bytes. Undefined: EINVAL wherever it begins. */
  fill(bytes: number, read: (into: Uint8Array) => number): Uint8Array | undefined {
    const first = this.#tryAt(this.#begin, bytes, read);
    if (first !== undefined) return first;
    for (let begin = 0; begin < BLOCK_BYTES; begin += STEP_BYTES) {
      const part = this.#tryAt(begin, bytes, read);
      if (part === undefined) continue;
      this.#begin = begin;
      return part;
    }
    return undefined;
  }

  #tryAt(begin: number, bytes: number, read: (into: Uint8Array) => number): Uint8Array | undefined {
    const into = this.#memory.subarray(begin, begin + bytes);
    try {
      return into.subarray(0, read(into));
    } catch (error) {
      if (systemCodeOf(error) === "EINVAL") return undefined;
      throw error;
    }
  }
}

/** One a thread: a worker reads one file at a time. */
let spare: DeviceMemory | undefined;

/**
 * Hands the bytes of a file on that was opened past the cache, piece by piece; a piece is valid only during the call. `size`: what it
 * is said to have; what it has more than that is handed on too, as far as a block reaches. Returns how many bytes there were,
 * or undefined when its file system refuses to be read so. Throws what `disk.read` throws.
 */
export function readPastCache(
  disk: Disk,
  descriptor: number,
  size: number,
  onChunk: (chunk: Uint8Array) => void,
): number | undefined {
  const memory = spare ?? new DeviceMemory(CHUNK_BYTES);
  spare = undefined;
  try {
    for (let total = 0; ;) {
      // A read that a share gave in part ends where no other may begin.
      const known = total % BLOCK_BYTES;
      const position = total - known;
      // A byte more than is said to be there, for a file that is longer has to show; no further, for each look behind its end is a request.
      const bytes = Math.min(CHUNK_BYTES, roundUp(Math.max(size - position, known) + 1));
      const chunk = memory.fill(bytes, (into) => disk.read(descriptor, into, position));
      if (chunk === undefined) return undefined;
      if (chunk.length <= known) return total;
      onChunk(chunk.subarray(known));
      total = position + chunk.length;
      if (total >= size && chunk.length < bytes) return total;
    }
  } finally {
    spare = memory;
  }
}

/** A piece of a file begins and ends in the middle of a block. */
const PIECE_BYTES = CHUNK_BYTES + 2 * BLOCK_BYTES;
let spareOfPieces: DeviceMemory | undefined;

/** Reads pieces of a file that was opened past the cache, wherever they begin; one is valid until the next. */
export class PieceReader {
  readonly #disk: Disk;
  readonly #descriptor: number;
  readonly #memory = spareOfPieces ?? new DeviceMemory(PIECE_BYTES);

  constructor(disk: Disk, descriptor: number) {
    this.#disk = disk;
    this.#descriptor = descriptor;
    spareOfPieces = undefined;
  }

  /** So many bytes from there on, or fewer where it ends. Undefined: not to be had past the cache. Throws what `disk.read` throws. */
  at(from: number, bytes: number): Uint8Array | undefined {
    const before = from % BLOCK_BYTES;
    const wanted = roundUp(before + bytes);
    if (wanted > PIECE_BYTES) return undefined;
    const blocks = this.#memory.fill(wanted, (into) => this.#disk.read(this.#descriptor, into, from - before));
    return blocks?.subarray(before, before + bytes);
  }

  /** None of its pieces is needed any more. */
  release(): void {
    spareOfPieces = this.#memory;
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
