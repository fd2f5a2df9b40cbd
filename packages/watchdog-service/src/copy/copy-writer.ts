import type { Disk } from "@rigline/foundation/disk";
import { cannotFlush } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { CopyTask } from "./copy-task.js";
import { failedToWrite } from "./destination-failures.js";

/** A slow share takes gigabytes into the cache at once and then needs an hour for the flush, which looks like a stall. */
export const FLUSH_BYTES = 64 * 1024 * 1024;
/** So much is written while the next is read and hashed. */
const WRITEBACK_BYTES = 16 * 1024 * 1024;
/**
 * Of this computer's own disks Linux caches a longer write in larger pieces of memory, which are seldom at hand: where a virtual machine has to be given
 * them first, writing 1 GB by 1 MiB took 1.2 s of processor time in place of 0.36 s. A server is told in as few words as can be.
 */
const WRITE_BYTES = 128 * 1024;
/** File systems keep holes by blocks of 4 KiB to 64 KiB. */
const HOLE_BYTES = 64 * 1024;
const ZEROS = new Uint8Array(HOLE_BYTES);

/** A copy that is open, and how far it came before. */
export interface OpenCopy {
  readonly descriptor: number;
  /** Bytes at its beginning that an earlier attempt wrote. */
  readonly kept: number;
}

export interface CopyWriterOptions {
  /** The source has holes: where it is empty, nothing is written. */
  readonly hasHoles: boolean;
  /** Flushed after so many bytes. */
  readonly flushBytes: number;
  /** Its device is one of this computer's, and is kept busy between two flushes. */
  readonly writesBack: boolean;
}

/** Writes a source's bytes into its copy, in order, but for those that are there and those that are none. */
export class CopyWriter {
  readonly #disk: Disk;
  readonly #task: CopyTask;
  readonly #copy: OpenCopy;
  readonly #options: CopyWriterOptions;
  /** Bytes of the source that it was given. */
  #at = 0;
  /** Where the copy ends. */
  #end: number;
  #unflushed = 0;
  #unbegun = 0;
  #flushed = 0;

  constructor(disk: Disk, task: CopyTask, copy: OpenCopy, options: CopyWriterOptions) {
    this.#disk = disk;
    this.#task = task;
    this.#copy = copy;
    this.#options = options;
    this.#end = copy.kept;
    this.#flushed = copy.kept;
  }

  /** Bytes at the copy's beginning that are on the device. */
  get flushed(): number {
    return this.#flushed;
  }

  write(chunk: Uint8Array): void {
    const begin = this.#at;
    this.#at += chunk.length;
    const known = Math.min(chunk.length, Math.max(0, this.#copy.kept - begin));
    const news = chunk.subarray(known);
    if (!this.#options.hasHoles) this.#put(news, begin + known);
    else
      for (let from = 0; from < news.length; from += HOLE_BYTES) {
        const block = news.subarray(from, from + HOLE_BYTES);
        if (!isEmpty(block)) this.#put(block, begin + known + from);
      }
    if (this.#unflushed >= this.#options.flushBytes) this.#flush();
    if (this.#options.writesBack && this.#unbegun >= WRITEBACK_BYTES) this.#startWriteback();
  }

  /** After the last byte: what ends with a hole has its length. */
  finish(): void {
    if (this.#end >= this.#at) return;
    mark("copy: a hole at the end of a file stays one");
    this.#attempt(() => this.#disk.resize(this.#copy.descriptor, this.#at));
  }

  #put(bytes: Uint8Array, at: number): void {
    const { descriptor } = this.#copy;
    // A disk that is asked for nothing but bytes in a row needs to know no places.
    const isInRow = this.#copy.kept === 0 && !this.#options.hasHoles;
    const most = this.#options.writesBack ? WRITE_BYTES : bytes.length;
    this.#attempt(() => {
      for (let done = 0; done < bytes.length;)
        done += this.#disk.write(descriptor, bytes.subarray(done, done + most), isInRow ? undefined : at + done);
    });
    this.#unflushed += bytes.length;
    this.#unbegun += bytes.length;
    this.#end = at + bytes.length;
  }

  #startWriteback(): void {
    this.#unbegun = 0;
    try {
      this.#disk.startWriteback(this.#task.destination);
    } catch {
      mark("copy: bytes whose way to the device can't be begun early go there with the flush");
    }
  }

  #flush(): void {
    this.#unflushed = 0;
    this.#unbegun = 0;
    try {
      this.#disk.sync(this.#copy.descriptor);
      this.#flushed = this.#at;
    } catch (error) {
      if (!cannotFlush(error)) throw failedToWrite(this.#task, error);
      mark("copy: a large file goes on at a share that has no flush");
    }
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw failedToWrite(this.#task, error);
    }
  }
}

function isEmpty(block: Uint8Array): boolean {
  return Buffer.compare(block, ZEROS.subarray(0, block.length)) === 0;
}
