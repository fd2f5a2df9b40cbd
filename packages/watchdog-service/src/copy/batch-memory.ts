import { BATCH_BYTES, BATCH_FILES } from "./in-batches.js";

/** One a thread: a worker copies one batch at a time. */
let spare: Uint8Array | undefined;

/** Holds the bytes that were read of a batch's files until their copies are compared with them. */
export class BatchMemory {
  readonly #memory = spare ?? new Uint8Array(BATCH_BYTES + BATCH_FILES);
  #used = 0;

  constructor() {
    spare = undefined;
  }

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
    spare = this.#memory;
  }
}
