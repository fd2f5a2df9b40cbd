import { dirname, join } from "node:path";
import { messageOf } from "../errors/index.js";
import { mark } from "../marks/index.js";
import { flushFolder, flushName, makeFolderDurably } from "./durable-folder.js";
import { nodeFileSystem, type FileSystem } from "./file-system.js";
import { removeQuietly } from "./remove-quietly.js";
import { renamePatiently } from "./rename-patiently.js";
import { standsAt } from "./stands-at.js";
import { storageError, systemCodeOf, writeFailed } from "./storage-errors.js";

export interface DurableWriteOptions {
  /** The folder for the unfinished file, made when absent; on the same volume. The file's own folder when absent. */
  readonly staging?: string;
  readonly fileSystem?: FileSystem;
  /** Who may read and write it, as `chmod` has it, narrowed by the umask; on Windows the folder's own rules apply. */
  readonly mode?: number;
}

/**
 * Replaces a file so that a reader sees the old bytes or the new ones, never a part, also after a power cut: written
 * under another name beside it (or in `staging`), flushed, renamed, folder flushed. The file's folder must exist.
 * Throws STORAGE_WRITE_FAILED; the unfinished file is removed, unless what it was to replace is gone: a client of a share
 * takes that away before it finds that somebody has it open, and refuses the rename all the same.
 */
export function writeDurably(path: string, bytes: Uint8Array | string, options: DurableWriteOptions = {}): void {
  const { staging, fileSystem = nodeFileSystem, mode } = options;
  const unfinished = join(staging ?? dirname(path), unfinishedName(fileSystem));
  let replaces = false;
  try {
    if (staging !== undefined) makeFolderDurably(fileSystem, staging);
    fileSystem.writeNew(unfinished, typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes, mode);
    replaces = isThere(fileSystem, path);
    renamePatiently(fileSystem, unfinished, path);
  } catch (error) {
    if (replaces && !isThere(fileSystem, path)) {
      mark("platform: the unfinished file of a failed write stays where it alone is left");
      throw storageError("STORAGE_WRITE_FAILED", {
        what: `cannot give the file its name: ${path}`,
        where: { file: path },
        why: messageOf(error),
        todo: `What was there before is gone. The new file is whole, as ${unfinished}: close what has ${path} open, and rename it.`,
        cause: error,
      });
    }
    mark("platform: the unfinished file of a failed write is removed");
    removeQuietly(fileSystem, unfinished);
    throw writeFailed("cannot write the file", path, error);
  }
  flushing(path, () => flushFolder(fileSystem, dirname(path)));
}

/**
 * Moves a file to a name that is free, durably: by rename, or across volumes by copy, flush, rename and removal. The
 * file is read into memory then, so it is for manifests and the like, not for data. Throws STORAGE_TARGET_EXISTS and
 * STORAGE_WRITE_FAILED; the source is there until the target is safe.
 */
export function moveDurably(from: string, to: string, options: { readonly fileSystem?: FileSystem } = {}): void {
  const { fileSystem = nodeFileSystem } = options;
  if (isTaken(fileSystem, to)) {
    throw storageError("STORAGE_TARGET_EXISTS", {
      what: `cannot move ${from}: there is already a file ${to}`,
      where: { file: to },
    });
  }
  try {
    renamePatiently(fileSystem, from, to);
  } catch (error) {
    if (systemCodeOf(error) !== "EXDEV") throw writeFailed(`cannot move ${from} to`, to, error);
    mark("platform: a move to another volume is a copy and a removal");
    moveAcrossVolumes(fileSystem, from, to);
  }
  flushing(to, () => {
    flushName(fileSystem, to);
    if (dirname(from) !== dirname(to)) flushFolder(fileSystem, dirname(from));
  });
}

/** One that can't be looked at may be there. */
function isThere(fileSystem: FileSystem, path: string): boolean {
  try {
    return standsAt(fileSystem, path);
  } catch {
    return true;
  }
}

function isTaken(fileSystem: FileSystem, to: string): boolean {
  try {
    return standsAt(fileSystem, to);
  } catch (error) {
    mark("platform: a name that can't be looked at is not taken for a free one");
    throw writeFailed("cannot see whether the name is free", to, error);
  }
}

function moveAcrossVolumes(fileSystem: FileSystem, from: string, to: string): void {
  try {
    writeDurably(to, fileSystem.read(from), { fileSystem });
    fileSystem.remove(from);
  } catch (error) {
    throw writeFailed(`cannot move ${from} to`, to, error);
  }
}

function flushing(path: string, flush: () => void): void {
  try {
    flush();
  } catch (error) {
    throw writeFailed("the file is in place but might not survive a power cut", path, error);
  }
}

/** Not made from the file's own name, which may already be as long as the file system allows. */
function unfinishedName(fileSystem: FileSystem): string {
  return `.rigline-${fileSystem.uniqueName()}.part`;
}
