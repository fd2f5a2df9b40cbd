import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import type { CopyTask, FileSide } from "./copy-task.js";
import { openSourceOf } from "./planned-source.js";
import { attemptToRead, readInto } from "./read-file.js";
import { PieceReader } from "./read-past-cache.js";

/**
 * A source that is read once more, beside its copy. Not from the cache where it is asked for: what the first reading has left there may be
 * what was read wrongly.
 */
export class SecondReading {
  readonly #disk: Disk;
  readonly #task: CopyTask;
  readonly #side: FileSide;
  #past: { readonly descriptor: number; readonly reader: PieceReader } | undefined;
  /** By way of the cache. */
  #descriptor: number | undefined;
  #memory = new Uint8Array(0);
  #from: ReadBack;

  /** Throws as `openSourceOf` does. */
  constructor(disk: Disk, task: CopyTask, wanted: ReadBack) {
    this.#disk = disk;
    this.#task = task;
    this.#side = { path: task.source, side: "source" };
    this.#from = wanted;
    const past = wanted === "device" ? attemptToRead(this.#side, () => disk.openPastCache(task.source)) : undefined;
    if (past !== undefined) this.#past = { descriptor: past, reader: new PieceReader(disk, past) };
    else this.#from = "cache";
  }

  /** What it was read from so far; `cache` as soon as a piece of it was. */
  get from(): ReadBack {
    return this.#from;
  }

  /** So many bytes from there on, or fewer where it ends; valid until the next. */
  at(from: number, bytes: number): Uint8Array {
    const piece = attemptToRead(this.#side, () => this.#past?.reader.at(from, bytes));
    if (piece !== undefined && (piece.length === bytes || from + piece.length >= this.#task.bytes)) return piece;
    return this.#throughCache(from, bytes);
  }

  close(): void {
    this.#past?.reader.release();
    for (const descriptor of [this.#past?.descriptor, this.#descriptor])
      if (descriptor !== undefined) this.#disk.close(descriptor);
  }

  #throughCache(from: number, bytes: number): Uint8Array {
    if (this.#from === "device")
      mark("copy: a source that gives no bytes past the cache is read a second time through it");
    this.#from = "cache";
    this.#descriptor ??= openSourceOf(this.#disk, this.#task);
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(bytes);
    const into = this.#memory.subarray(0, bytes);
    return into.subarray(0, readInto(this.#disk, this.#descriptor, this.#side, into, { from, wanted: bytes }));
  }
}
