import { dirname } from "node:path";
import type { FileSystem } from "./file-system.js";
import { systemCodeOf } from "./storage-errors.js";

/** Some file systems (shares, FUSE) can't flush a folder and say so; there is nothing else to do about it there. */
const CANNOT_FLUSH = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Flushes a folder's entries, where its file system is able to. */
export function flushFolder(fileSystem: FileSystem, folder: string): void {
  try {
    fileSystem.syncFolder(folder);
  } catch (error) {
    if (!CANNOT_FLUSH.has(systemCodeOf(error) ?? "")) throw error;
  }
}

/** Makes a folder and those above it, so that they are still there after a power cut. */
export function makeFolderDurably(fileSystem: FileSystem, folder: string): void {
  const missing: string[] = [];
  for (let current = folder; !fileSystem.exists(current) && dirname(current) !== current; current = dirname(current))
    missing.push(current);
  if (missing.length === 0) return;
  fileSystem.makeFolder(folder);
  for (const made of missing) flushFolder(fileSystem, dirname(made));
}
