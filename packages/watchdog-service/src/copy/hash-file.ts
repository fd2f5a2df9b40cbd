import { createHash } from "node:crypto";
import type { Disk } from "../platform/disk.js";
import { copyError } from "./copy-errors.js";
import { readChunks } from "./read-chunks.js";
import type { FileHash, OnBytes } from "./copy-task.js";

/** Reads a whole file and hashes it. A link is refused, not followed. */
export function hashFile(disk: Disk, algorithm: string, path: string, onBytes: OnBytes): FileHash {
  let descriptor: number;
  try {
    descriptor = disk.openSource(path);
  } catch (error) {
    throw copyError("SOURCE_READ_FAILED", { what: `${path} can't be read`, where: { file: path }, cause: error });
  }
  try {
    const hash = createHash(algorithm);
    const bytes = readChunks(disk, descriptor, path, onBytes, (chunk) => hash.update(chunk));
    return { path, bytes, hash: hash.digest("hex") };
  } finally {
    disk.close(descriptor);
  }
}
