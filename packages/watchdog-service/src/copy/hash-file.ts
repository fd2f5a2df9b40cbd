import { createHash } from "node:crypto";
import { identityOf, type Disk } from "../platform/disk.js";
import { failedToRead } from "./failed-to-read.js";
import { readChunks } from "./read-chunks.js";
import type { FileHash, FileSide, OnBytes } from "./copy-task.js";

/** Reads a whole file and hashes it. A link is refused, not followed. */
export function hashFile(disk: Disk, algorithm: string, file: FileSide, onBytes: OnBytes): FileHash {
  let descriptor: number;
  try {
    descriptor = disk.openSource(file.path);
  } catch (error) {
    throw failedToRead(file, error);
  }
  try {
    const hash = createHash(algorithm);
    const bytes = readChunks(disk, descriptor, file, onBytes, (chunk) => hash.update(chunk));
    return { path: file.path, bytes, hash: hash.digest("hex"), identity: identityOf(disk.inspectOpen(descriptor)) };
  } finally {
    disk.close(descriptor);
  }
}
