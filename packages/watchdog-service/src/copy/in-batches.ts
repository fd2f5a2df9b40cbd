/** So many at most go in one order to a worker: little is lost with it. */
const ORDER = { files: 1024, bytes: 16 * 1024 * 1024 };
/** So many share a flush: while they are flushed the next are written, and these two lots are what a worker holds in memory. */
const LOT = { files: 512, bytes: 8 * 1024 * 1024 };

/** Small files together, so that their flushes are; a large one alone, so that little is lost with it. */
export function inBatches<File extends { readonly bytes: number }>(
  files: readonly File[],
  most: { readonly files: number; readonly bytes: number } = ORDER,
): File[][] {
  const batches: File[][] = [];
  let room = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (last === undefined || file.bytes > room || last.length >= most.files) {
      batches.push([file]);
      room = most.bytes - file.bytes;
    } else {
      last.push(file);
      room -= file.bytes;
    }
  }
  return batches;
}

/** Below this an order is not divided further: it takes a worker as long to be told of it, and to be started for it. */
const SHARE = { files: 128, bytes: 4 * 1024 * 1024 };

/** Batches of which so many workers have each about as much: one of few small files would be copied by one of them, and the others wait. */
export function inShares<File extends { readonly bytes: number }>(files: readonly File[], workers: number): File[][] {
  const small = files.filter(({ bytes }) => bytes < ORDER.bytes);
  const bytes = small.reduce((sum, file) => sum + file.bytes, 0);
  const longest = small.reduce((most, file) => Math.max(most, file.bytes), 0);
  return inBatches(files, {
    files: Math.min(ORDER.files, Math.max(SHARE.files, Math.ceil(small.length / workers))),
    // With room for the file that would not fit, and be a batch by itself at the end.
    bytes: Math.min(ORDER.bytes, Math.max(SHARE.bytes, Math.ceil(bytes / workers) + longest)),
  });
}

/** The same of what one worker copies. */
export function inLots<File extends { readonly bytes: number }>(files: readonly File[]): File[][] {
  return inBatches(files, LOT);
}

/** Of a thread, which copies one batch at a time. */
const spare: Uint8Array[] = [];

/** Holds the bytes that were read of a lot's files until their copies are compared with them. */
export class LotMemory {
  /** As long as the longest file that is not flushed piece by piece; what is not used of it is no memory. */
  readonly #memory = spare.pop() ?? new Uint8Array(ORDER.bytes + ORDER.files);
  #used = 0;

  /**
   * Room for a file and one byte more, so that a single read shows that it has ended. Undefined: there is none left, which is so for a
   * large file, and that is a batch by itself.
   */
  take(bytes: number): Uint8Array | undefined {
    const from = this.#used;
    if (bytes >= this.#memory.length - from) return undefined;
    this.#used += bytes + 1;
    return this.#memory.subarray(from, this.#used);
  }

  /** The bytes of none of its files are needed any more. */
  release(): void {
    spare.push(this.#memory);
  }
}
