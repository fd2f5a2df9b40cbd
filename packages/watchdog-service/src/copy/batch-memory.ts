import { BATCH_BYTES } from "./in-batches.js";

/** One a thread: a worker copies one batch at a time. */
let spare: Uint8Array | undefined;

/** Holds the bytes that were read of a batch's files until their copies are compared with them. */
export class BatchMemory {
  readonly #memory = spare ?? new Uint8Array(BATCH_BYTES);
  #used = 0;

  constructor() {
    spare = undefined;
  }

  /** Room for a file. Undefined: there is none left, which is so for a large file, and that is a batch by itself. */
  take(bytes: number): Uint8Array | undefined {
    if (bytes > this.#memory.length - this.#used) return undefined;
    const from = this.#used;
    this.#used += bytes;
    return this.#memory.subarray(from, this.#used);
  }

  /** The bytes of none of its files are needed any more. */
  release(): void {
    spare = this.#memory;
  }
}
