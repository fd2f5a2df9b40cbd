import type { FileSystem } from "./file-system.js";
import { isNothing } from "./storage-errors.js";

/**
 * Whether something stands at a path, links followed. Throws what the system says where that can't be told: `exists` says no
 * then, which is not enough for what follows from a no.
 */
export function standsAt(fileSystem: FileSystem, path: string): boolean {
  try {
    fileSystem.stat(path);
    return true;
  } catch (error) {
    if (isNothing(error)) return false;
    throw error;
  }
}
