import type { OnBytes } from "../copy/copy-task.js";
import { hashFile } from "../copy/hash-file.js";
import type { Disk } from "../platform/disk.js";

/** A source that by time and size is what was copied. */
export interface DeletableFile {
  /** Absolute. */
  readonly source: string;
  readonly bytes: number;
  /** Of what was copied and verified. */
  readonly hash: string;
}

export interface Deletion {
  /** Deleted. */
  readonly files: number;
  /** What was left because it is not, byte for byte, what was copied. */
  readonly kept: readonly string[];
}

/** Reads files once more and deletes those whose content is what was copied. */
export function deleteBatch(
  disk: Disk,
  algorithm: string,
  files: readonly DeletableFile[],
  onBytes: OnBytes,
): Deletion {
  const same = files.map(({ source, hash }) => hashFile(disk, algorithm, source, onBytes).hash === hash);
  const kept: string[] = [];
  for (const [index, { source }] of files.entries()) {
    if (same[index] === true) disk.removeFile(source);
    else kept.push(source);
  }
  return { files: files.length - kept.length, kept };
}
