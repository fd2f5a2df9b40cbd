import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCodeOf } from "./storage-errors.js";

/**
 * Makes a folder and those above it; one that is there is fine. Throws what `node:fs` throws, with its `code`. Not by
 * `mkdirSync` with `recursive`, which never returns where a folder that is there says that there is nothing to make one in,
 * as /proc and some shares do.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (isFolder(path)) return;
    const above = dirname(path);
    if (systemCodeOf(error) !== "ENOENT" || above === path || isFolder(above)) throw error;
    makeFolder(above);
    makeLast(path);
  }
}

/** The file that stands where a folder, or one above it, is wanted; undefined when none does. */
export function fileInTheWay(folder: string): string | undefined {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = inspect(path);
    if (found !== undefined) return found.isDirectory() ? undefined : path;
    if (path === dirname(path)) return undefined;
  }
}

/** `{ todo }` for an error about a folder that can't be made, where a file is the reason; nothing otherwise. */
export function adviceOnFileInTheWay(folder: string): { readonly todo?: string } {
  const file = fileInTheWay(folder);
  return file === undefined
    ? {}
    : { todo: `Move ${file} away, which is a file where a folder is needed, or name another folder.` };
}

/** Another process may have made it meanwhile. */
function makeLast(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

/** Undefined for what is not there, and for what can't be there because a file is above it. */
function inspect(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
