import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { SourceRead, ReadBack } from "@rigline/manifest";
import type { CopyTask, FileRead, FileSide, OnBytes } from "./copy-task.js";
import { openSourceOf } from "./planned-source.js";
import { attemptToRead, CHUNK_BYTES, hashFile, readAtOnce, readFile, readInto } from "./read-file.js";
import { PieceReader } from "./read-past-cache.js";

/**
 * What a copy is held against: the bytes that were read of its source, while memory has them; else the source, read once more; or the hash
 * that the program gave which wrote the source.
 */
export type Original =
  | { readonly bytes: Uint8Array }
  | { readonly task: CopyTask; readonly readBack: ReadBack }
  | { readonly algorithm: string; readonly hash: string };

export interface ComparedCopy extends FileRead {
  /** None of its bytes is another one than the original's there. */
  readonly isSame: boolean;
  /** How the first reading of its source was checked by it; absent: it was not. */
  readonly sourceRead?: SourceRead;
}

/**
 * Reads a copy back and compares it byte for byte: that says more than two equal hashes, and takes a tenth of the second hash's time. Where
 * there is nothing but a hash, it is hashed.
 * Throws as `readFile` does, for either file.
 */
export function compareReadBack(disk: Disk, copy: FileSide, original: Original, onBytes: OnBytes): ComparedCopy {
  if ("bytes" in original && copy.readBack === "cache" && original.bytes.length < CHUNK_BYTES)
    return compareWhole(disk, copy, original.bytes, onBytes);
  if ("bytes" in original)
    return compareWith(disk, copy, onBytes, (from, bytes) => original.bytes.subarray(from, from + bytes));
  if ("hash" in original) {
    const { hash, ...read } = hashFile(disk, original.algorithm, copy, onBytes);
    return { ...read, isSame: hash === original.hash, sourceRead: "writer" };
  }
  const source = new SecondReading(disk, original.task, original.readBack);
  try {
    const compared = compareWith(disk, copy, onBytes, (from, bytes) => source.at(from, bytes));
    return { ...compared, sourceRead: source.from };
  } finally {
    source.close();
  }
}

/** A small copy in one read, and past all that pieces need. */
function compareWhole(disk: Disk, copy: FileSide, original: Uint8Array, onBytes: OnBytes): ComparedCopy {
  const { bytes, identity } = readAtOnce(disk, copy, onBytes);
  const isSame = bytes.length === original.length && bytes.compare(original) === 0;
  return { path: copy.path, bytes: bytes.length, identity, readBack: "cache", isSame };
}

/** `originalAt`: so many bytes from there on, or fewer where it ends. */
function compareWith(
  disk: Disk,
  copy: FileSide,
  onBytes: OnBytes,
  originalAt: (from: number, bytes: number) => Uint8Array,
): ComparedCopy {
  let [at, isSame] = [0, true];
  const onChunk = (chunk: Uint8Array): void => {
    isSame &&= Buffer.compare(originalAt(at, chunk.length), chunk) === 0;
    at += chunk.length;
  };
  const read = readFile(disk, copy, onBytes, onChunk, () => void ([at, isSame] = [0, true]));
  return { ...read, isSame };
}

/**
 * A source that is read once more, beside its copy. Not from the cache where it is asked for: what the first reading has left there may be
 * what was read wrongly.
 */
class SecondReading {
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
