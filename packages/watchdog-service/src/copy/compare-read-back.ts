import type { Disk } from "@rigline/foundation/disk";
import type { SourceRead, ReadBack } from "@rigline/manifest";
import type { CopyTask, FileRead, FileSide, OnBytes } from "./copy-task.js";
import { hashFile, readFile } from "./read-file.js";
import { SecondReading } from "./second-reading.js";

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
