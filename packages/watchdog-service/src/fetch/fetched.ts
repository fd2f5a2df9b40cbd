import { basename, dirname, join, posix, resolve } from "node:path";
import { type Disk, inspectIfThere, inspectReal } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import {
  type FileSystem,
  flushName,
  linkOrRename,
  makeFolderDurably,
  removeQuietly,
  writeFailed,
} from "@rigline/foundation/platform";
import { formatBytes } from "@rigline/foundation/quantities";
import { quoteArgument } from "@rigline/manifest";
import type { FileList } from "../verify/file-list.js";
import type { FileTrouble, OnVerified } from "../verify/verify-folder.js";
import { fetchError } from "./fetch-errors.js";

export interface FetchRequest {
  /** What was published, absolute. */
  readonly folder: string;
  readonly list: FileList;
  /** The session's own folder at the rig, absolute; the one above it is there. */
  readonly target: string;
  /** Nothing is written. */
  readonly isDry: boolean;
  readonly onFetched: OnVerified;
}

/** What became of each file of the list; relative paths. */
export interface Fetched {
  readonly fetched: readonly string[];
  /** There already, with the same content. */
  readonly kept: readonly string[];
  /** Something else stands at the rig in their place, and was left there. */
  readonly inTheWay: readonly string[];
  /** Not at the destination any more. */
  readonly missing: readonly string[];
  /** At the destination not what was handed off; nothing of them was left at the rig. */
  readonly changed: readonly FileTrouble[];
  /** They could not be read or written. */
  readonly failed: readonly FileTrouble[];
}

/** The same while it is being found out. */
export type Fetching = { readonly [Key in keyof Fetched]: Fetched[Key][number][] };

export function nothingFetched(): Fetching {
  return { fetched: [], kept: [], inTheWay: [], missing: [], changed: [], failed: [] };
}

/** Gives a file that has come, and is right, its name if that is free. */
export function placeFetched(
  { fileSystem }: { readonly fileSystem: FileSystem },
  { from, to, path }: { readonly from: string; readonly to: string; readonly path: string },
  found: Fetching,
): void {
  try {
    makeFolderDurably(fileSystem, dirname(to));
    const placed = linkOrRename(fileSystem, from, to);
    if (placed === "taken") mark("fetch: what came in the way meanwhile is left there");
    else flushName(fileSystem, to);
    if (placed !== "renamed") removeQuietly(fileSystem, from);
    (placed === "taken" ? found.inTheWay : found.fetched).push(path);
  } catch (error) {
    found.failed.push({ path, why: messageOf(error) });
  }
}

/** Whether a file's path below a folder leads through a link, and so out of it. Each folder is looked at once. */
export function findLinks(disk: Disk, root: string): (path: string) => boolean {
  const known = new Map([[".", false]]);
  const isLinked = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found = isLinked(posix.dirname(folder)) || inspectIfThere(disk, join(root, folder))?.kind === "link";
    known.set(folder, found);
    return found;
  };
  return (path) => isLinked(posix.dirname(path));
}

/**
 * Where files grow before they have their names: beside the session's folder. By the folder's own name, for what a list says of names may have
 * been written by anybody.
 */
export function growingBeside(target: string): string {
  return join(dirname(target), `.rigline-fetch-${basename(target)}`);
}

/** Told of bytes as they come, tells how far all of it is. */
export function countFetched(found: Fetching, onFetched: OnVerified): (bytes: number) => void {
  let sum = 0;
  return (bytes) => onFetched({ files: found.fetched.length + found.kept.length, bytes: (sum += bytes) });
}

/** The folder above is there, and is not the session's own, in which it would come to stand once more. Throws FETCH_NO_PLACE. */
export function requireTarget(disk: Disk, target: string): void {
  const above = dirname(target);
  if (basename(above) === basename(target))
    throw fetchError("FETCH_NO_PLACE", {
      what: `${above} is called as the session itself`,
      where: { file: above },
      todo: `Name the folder above it: --to ${quoteArgument(dirname(above))}. The session's own folder is made in that, or gone on with.`,
    });
  if (inspectReal(disk, above)?.kind !== "folder")
    throw fetchError("FETCH_NO_PLACE", { what: `${above} is no folder`, where: { file: above } });
}

/** Nothing comes to stand behind a link. Throws FETCH_NO_PLACE. */
export function requireFolder(disk: Disk, target: string): void {
  const there = inspectIfThere(disk, target)?.kind;
  if (there !== undefined && there !== "folder")
    throw fetchError("FETCH_NO_PLACE", { what: `${target} is a ${there}, and no folder`, where: { file: target } });
}

/** A list may have been written by anybody. Throws FETCH_LIST_STRANGE. */
export function requireInside({ files }: FileList, target: string): void {
  const strange = files.find(({ path }) => {
    const whole = resolve(target, path);
    return whole === target || !isWithin(target, whole);
  });
  if (strange !== undefined)
    throw fetchError("FETCH_LIST_STRANGE", { what: `the list names ${strange.path}, which is not in the folder` });
}

/** Throws FETCH_NO_ROOM. */
export function requireFetchRoom(disk: Disk, folder: string, wanted: readonly { readonly bytes: number }[]): void {
  const needed = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = disk.freeSpace(folder);
  if (needed <= free) return;
  throw fetchError("FETCH_NO_ROOM", {
    what: `${folder} has ${formatBytes(free)} free, and ${formatBytes(needed)} are to be fetched`,
    where: { file: folder },
  });
}

/** Where a folder that files grow in can't be made, no other file could be written either. Throws STORAGE_WRITE_FAILED. */
export function makeGrowing(fileSystem: FileSystem, folder: string): void {
  try {
    makeFolderDurably(fileSystem, folder);
  } catch (error) {
    throw writeFailed("cannot make the folder that files are fetched into", folder, error);
  }
}
