import { basename, dirname, join } from "node:path";
import { isNothing } from "../platform/storage-errors.js";
import { foldersUpward } from "../paths/folders-upward.js";
import { inspectIfThere, type Disk, type DiskEntry } from "./disk.js";

export type Identified = Pick<DiskEntry, "inode" | "device" | "changedNs">;

/**
 * Whether two names lead to one thing. One share that is mounted twice has two devices: there the inode and the time of its
 * last change, to the nanosecond, tell. A file system that numbers nothing (inode 0) leaves it open, and then they count as one.
 */
export function isSame(left: Identified, right: Identified): boolean {
  if (left.inode !== right.inode) return false;
  return left.device === right.device || (left.changedNs === right.changedNs && left.changedNs !== 0n);
}

/** What a path leads to, links followed; undefined when nothing is there. */
export function inspectReal(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return inspectIfThere(disk, disk.realPath(path));
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

/** Where a path leads, links resolved as far as it exists: `rest` of it does not. */
export function realPlace(disk: Disk, path: string): { readonly existing: string; readonly rest: readonly string[] } {
  const rest: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    try {
      return { existing: disk.realPath(current), rest };
    } catch (error) {
      if (!isNothing(error) || dirname(current) === current) throw error;
      rest.unshift(basename(current));
    }
  }
}

/** Whether two paths lead, or once they are made will lead, to one file or folder. */
export function isSamePlace(disk: Disk, left: string, right: string): boolean {
  const [one, other] = [realPlace(disk, left), realPlace(disk, right)];
  if (join(...one.rest) !== join(...other.rest)) return false;
  return one.existing === other.existing || isSame(disk.inspect(one.existing), disk.inspect(other.existing));
}

/** A real path with those above it, as far as they can be looked at, from itself to the root. */
export function lineage(disk: Disk, path: string): readonly { readonly path: string; readonly entry: DiskEntry }[] {
  return [...foldersUpward(path)].flatMap((current) => {
    const entry = lookUp(disk, current);
    return entry === undefined ? [] : [{ path: current, entry }];
  });
}

/** Folders known by identity, and what each of them is. */
export class KnownFolders<Meaning> {
  readonly #byInode = new Map<bigint, { readonly entry: DiskEntry; readonly meaning: Meaning }[]>();

  add(entry: DiskEntry, meaning: Meaning): void {
    const known = this.#byInode.get(entry.inode) ?? [];
    this.#byInode.set(entry.inode, [...known, { entry, meaning }]);
  }

  find(entry: DiskEntry): Meaning | undefined {
    return this.#byInode.get(entry.inode)?.find((known) => isSame(known.entry, entry))?.meaning;
  }
}

/** A folder above may be closed to this user. */
function lookUp(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return inspectIfThere(disk, path);
  } catch {
    return undefined;
  }
}
