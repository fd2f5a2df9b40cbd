import { basename, join } from "node:path";
import { identityOf, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import { RiglineError } from "@rigline/foundation/errors";
import { isOwnName } from "@rigline/foundation/names";
import { inFolder, isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
// Not by way of the whole package, which costs each worker 14 MB.
import type { Chooser } from "@rigline/manifest/selection";
import { isReceipt } from "../receipts/is-receipt.js";
import { planError } from "./plan-errors.js";
import type { PlanTree } from "./plan-tree.js";
import type { Refusals } from "./refusals.js";

export interface AddOptions {
  /** What it leaves out is not looked at any further: it may be a link to nowhere, or not be readable. */
  readonly chooser: Chooser;
  /** May throw, to refuse a folder. */
  readonly onFolder: (folder: { readonly path: string; readonly entry: DiskEntry }) => void;
  readonly refusals: Refusals;
  /** Whether what stands there was made after the session's end. */
  readonly isLate: (source: string, entry: DiskEntry) => boolean;
}

interface Placed {
  readonly source: string;
  readonly place: string;
}

/**
 * Adds a file under the path `place`, or a folder's contents below it. `root`: absolute, links resolved. A link inside
 * is taken for the file it leads to when that lies inside the root as well.
 */
export function addSource(disk: Disk, tree: PlanTree, root: string, place: string, options: AddOptions): void {
  const pending: Placed[] = [{ source: root, place }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const placed = next;
    options.refusals.attempt(() => {
      for (const inner of addEntry(disk, tree, root, placed, options)) pending.push(inner);
    });
  }
}

/** Adds one entry; of a folder what is in it is returned. */
function addEntry(
  disk: Disk,
  tree: PlanTree,
  root: string,
  { source, place }: Placed,
  { chooser, onFolder, isLate }: AddOptions,
): readonly Placed[] {
  const entry = reading(source, () => disk.inspect(source));
  if (entry.kind === "folder") {
    if (source !== root && isWorkingFolder(basename(source))) {
      mark("plan: the unfinished copy of a job is no part of a source");
      tree.passOver(place);
      return [];
    }
    if (chooser.leaves(place)) {
      countLeft(disk, tree, chooser, { source, place });
      return [];
    }
    onFolder({ path: source, entry });
    const traits = { modified: entry.modifiedNs.toString(), mode: entry.mode };
    if (source === root || (chooser.takes(place) && !isLate(source, entry))) tree.addFolder(place, source, traits);
    else tree.expectFolder(place, source, traits);
    return list(disk, source).map((name) => ({ source: inFolder(source, name), place: `${place}/${name}` }));
  }
  if (isReceipt(disk, source, entry)) {
    mark("plan: what was left in the place of deleted data is no part of a source");
    tree.passOver(place);
  } else if (!chooser.takes(place)) {
    tree.leaveOut(place, entry.kind === "file" ? entry.size : 0);
  } else if (isLate(source, entry)) {
    mark("plan: a file that was made after its session's end is named and left at the rig");
    tree.leaveLate(place, source);
  } else if (entry.kind === "link") {
    const target = linkTarget(disk, root, source);
    addFile(tree, target.path, place, target.entry);
  } else if (entry.kind === "file") {
    addFile(tree, source, place, entry);
  } else {
    throw planError("SOURCE_NOT_REGULAR", {
      what: `${source} is a pipe, a socket or a device`,
      where: { file: source },
    });
  }
  return [];
}

/** A folder that is left out may be what it likes; what can't be looked at in it is not counted. */
function countLeft(disk: Disk, tree: PlanTree, chooser: Chooser, folder: Placed): void {
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { source, place } = next;
    try {
      const entry = disk.inspect(source);
      // Which patterns match something is found out by asking.
      chooser.takes(place);
      if (entry.kind === "folder")
        for (const name of disk.list(source)) pending.push({ source: join(source, name), place: `${place}/${name}` });
      else tree.leaveOut(place, entry.kind === "file" ? entry.size : 0);
    } catch {
      mark("plan: what is left out and can't be looked at stops nothing");
    }
  }
}

/** The unfinished copy of a job, its own or another's. */
function isWorkingFolder(name: string): boolean {
  return isOwnName(name) && name.endsWith(".partial");
}

function addFile(tree: PlanTree, source: string, path: string, entry: DiskEntry): void {
  const { size: bytes, allocated } = entry;
  tree.addFile({ source, path, bytes, modified: entry.modifiedNs.toString(), identity: identityOf(entry) }, allocated);
}

function linkTarget(disk: Disk, root: string, link: string): { readonly path: string; readonly entry: DiskEntry } {
  const refuse = (why: string, cause?: unknown): RiglineError =>
    planError("SOURCE_LINK", { what: `${link} is a link that can't be copied`, where: { file: link }, why, cause });
  let path: string;
  try {
    path = disk.realPath(link);
  } catch (error) {
    throw refuse("it leads nowhere or in a circle", error);
  }
  if (!isWithin(root, path)) throw refuse(`it leads out of the source, to ${path}`);
  const entry = reading(path, () => disk.inspect(path));
  if (entry.kind !== "file") throw refuse(`it leads to ${path}, which is no file`);
  return { path, entry };
}

/** What stands in the place of bytes that are no UTF-8. */
const NOT_TEXT = "\uFFFD";

function list(disk: Disk, folder: string): readonly string[] {
  const names = reading(folder, () => disk.list(folder));
  const replaced = names.filter((name) => name.includes(NOT_TEXT));
  const twice = replaced.find((name, index) => replaced.indexOf(name) !== index);
  if (twice !== undefined) throw notText(join(folder, twice));
  // In order, so that there is little left to sort when all are put together.
  return names.toSorted();
}

function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENAMETOOLONG")
      throw planError("PATH_TOO_LONG", { what: `${path} can't be read`, where: { file: path }, cause: error });
    const gone = code === "ENOENT";
    if (gone && path.includes(NOT_TEXT)) throw notText(path);
    throw planError(gone ? "SOURCE_MISSING" : "SOURCE_UNREADABLE", {
      what: gone ? `${path} went away while its folder was being read` : `${path} can't be read`,
      where: { file: path },
      cause: error,
    });
  }
}

function notText(path: string): RiglineError {
  return planError("SOURCE_NAME_NOT_TEXT", {
    what: `${path} has a name that is no UTF-8: rename it`,
    where: { file: path },
    why: "the signs shown as \uFFFD are bytes of another encoding",
  });
}
