import { dirname, resolve } from "node:path";
import { nodeFileSystem, type FileStat, type FileSystem } from "./file-system.js";

/** The file that stands where a folder, or one above it, is wanted; undefined when none does. */
export function fileInTheWay(folder: string, fileSystem: FileSystem = nodeFileSystem): string | undefined {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = statOf(path, fileSystem);
    if (found !== undefined) return found.isFolder ? undefined : path;
    if (path === dirname(path)) return undefined;
  }
}

/** `{ todo }` for an error about a folder that can't be made, where a file is the reason; nothing otherwise. */
export function adviceOnFileInTheWay(folder: string, fileSystem?: FileSystem): { readonly todo?: string } {
  const file = fileInTheWay(folder, fileSystem);
  return file === undefined
    ? {}
    : { todo: `Move ${file} away, which is a file where a folder is needed, or name another folder.` };
}

/** Undefined for what is not there, and for what can't be there because a file is above it. */
function statOf(path: string, fileSystem: FileSystem): FileStat | undefined {
  try {
    return fileSystem.stat(path);
  } catch {
    return undefined;
  }
}
