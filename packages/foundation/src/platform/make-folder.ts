import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCodeOf } from "./storage-errors.js";

/**
 * Makes a folder and those above it; one that is there is fine. Returns whether it was made now. Throws what `node:fs` throws, with its `code`. Not by
 * `mkdirSync` with `recursive`, which never returns where a folder that is there says that there is nothing to make one in,
 * as /proc and some shares do.
 */
export function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (isFolder(path)) return false;
    const above = dirname(path);
    if (systemCodeOf(error) !== "ENOENT" || above === path || isFolder(above)) throw error;
    makeFolder(above);
    return makeLast(path);
  }
}

/** False: another process has made it meanwhile. */
function makeLast(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (!isFolder(path)) throw error;
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
