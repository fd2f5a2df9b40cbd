import { join, dirname } from "node:path";
import { identityOf, inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { type FileSystem, isNothing, systemCodeOf } from "@rigline/foundation/platform";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { VolumeFlush } from "../copy/flush-volume.js";
import type { ExpectedTree, Publication } from "./publication.js";
import { publishError } from "./publish-errors.js";
import { isOneFile, publishFile } from "./publish-file.js";
import { treeDifference, walkTree } from "./walk-tree.js";
import { writeGeneration } from "./write-generation.js";
import { writeSums } from "./write-sums.js";

const PATIENCE_MS = [20, 50, 100, 200, 400, 800];

const OWN_FILE = ".rigline-flush";

const EVERYBODY_READS = 0o444;
const OWNER_WRITES = 0o600;

/** From so many folders on, one flush of their file system takes less time than theirs. */
const FLUSHED_TOGETHER = 8;

type ListedFile = ExpectedTree["files"][number];

export interface PublishPorts {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Absent: each folder is flushed by itself. */
  readonly volumeFlush?: VolumeFlush;
}

/**
 * Gives a complete, verified staging folder its final name, durably; a rename never replaces a folder that has something in
 * it. Throws STAGING_DIFFERS and PUBLISH_FAILED.
 */
export async function publishTree(
  { disk, fileSystem, sleep, volumeFlush }: PublishPorts,
  staging: string,
  target: string,
  expected: ExpectedTree,
): Promise<Publication> {
  if (isOneFile(expected)) return publishFile({ disk, fileSystem }, staging, target, expected);
  const mode = modeOf(expected);
  const list = writeList(disk, staging, expected, mode);
  const own = writeGeneration(disk, staging, expected, list, mode);
  const whole = {
    files: [...expected.files, ...list, ...own.files],
    folders: [...expected.folders, ...own.folders],
  };
  keepTimes(disk, staging, expected);
  const { length: count } = expected.folders;
  // One flush for all: each that has a new time is a commit of the file system's journal by itself. Where there is none, no turn of the event loop.
  const isFlushed = volumeFlush !== undefined && count >= FLUSHED_TOGETHER && (await volumeFlush.flush(staging, count));
  if (!isFlushed) prepareNames(disk, staging, expected);
  const touched = new Map(expected.files.map(({ path }, index) => [path, expected.copies[index]]));
  const tree = walkTree(disk, staging, (path, entry) => {
    if (touched.get(path) === identityOf(entry)) touched.delete(path);
  });
  const difference = treeDifference(tree, whole);
  if (difference !== undefined)
    throw publishError("STAGING_DIFFERS", { what: `${staging} is not what was planned`, why: difference });
  if (touched.size > 0) return { touched: [...touched.keys()] };
  try {
    for (let attempt = 0; ; attempt += 1) {
      if (inspectIfThere(disk, target) !== undefined) return "taken";
      const refusal = tryRename(disk, staging, target);
      if (refusal === undefined) break;
      if (inspectIfThere(disk, target) !== undefined) {
        mark("publish: a rename that was refused because the name was taken meanwhile changes nothing");
        return "taken";
      }
      // A scanner or an indexer may have a file open for a moment; only Windows minds.
      const wait = PATIENCE_MS[attempt];
      if (wait === undefined || !["EPERM", "EACCES", "EBUSY"].includes(systemCodeOf(refusal) ?? "")) throw refusal;
      mark("publish: a rename that another program hinders is tried again");
      await sleep(wait);
    }
    flushWay(disk, target);
    requireStays(disk, target);
    const isDurable = flushByFile(disk, target, expected.files[0]?.path, staging);
    return isDurable ? "published" : "unflushed";
  } catch (error) {
    throw publishError("PUBLISH_FAILED", {
      what: `${staging} can't be renamed to ${target}`,
      why: messageOf(error),
      cause: error,
    });
  }
}

/** Of what names all files: read by whoever may look into all of the folders. */
function modeOf({ traits }: ExpectedTree): number {
  return [...traits.values()].reduce((all, folder) => all & folder.mode, EVERYBODY_READS) | OWNER_WRITES;
}

function writeList(
  disk: Disk,
  staging: string,
  { files, list, generation }: ExpectedTree,
  mode: number,
): readonly (ListedFile & { readonly further?: string | undefined })[] {
  if (list === undefined) return [];
  const paths = files.map(({ path }) => path);
  const further = generation === undefined ? undefined : "sha512";
  const written = writeSums(disk, join(staging, list.name), paths, { ...list, further }, mode);
  return [{ path: list.name, bytes: written.bytes, further: written.further }];
}

/**
 * Where folders can't be flushed (SMB, Windows) a rename comes to the disk with the flush of a file: the system writes names in their
 * order. Of a tree without one that is a file of our own, in a folder of our own. False: there is none, and the share has no flush.
 */
function flushByFile(disk: Disk, root: string, file: string | undefined, own: string): boolean {
  if (file !== undefined) {
    disk.flushFile(join(root, file));
    // Whether its share has a flush is known since it was copied.
    return true;
  }
  mark("publish: a tree without files is flushed by a file of our own");
  const path = join(own, OWN_FILE);
  if (inspectIfThere(disk, own) === undefined) disk.makeFolder(own);
  // Left by one that was killed.
  if (inspectIfThere(disk, path) !== undefined) disk.removeFile(path);
  disk.close(disk.createNew(path));
  const isFlushed = disk.flushFile(path) === undefined;
  disk.removeFile(path);
  if (disk.list(own).length > 0) return isFlushed;
  disk.removeFolder(own);
  disk.syncFolder(dirname(own));
  return isFlushed;
}

/** A cut of its server, between the rename and the flush of it, gives the copy its working name back. */
function requireStays(disk: Disk, target: string): void {
  if (inspectIfThere(disk, target) !== undefined) return;
  mark("publish: a rename that a cut of the server took back is not taken for done");
  throw new Error("it had its name, and has it no more: has its server lost its power?");
}

function keepTimes(disk: Disk, staging: string, { traits }: ExpectedTree): void {
  for (const [folder, { modified }] of traits) keepTime(disk, join(staging, folder), modified);
}

/** Flushed before the last look: a cut of the server after it takes none of them, and what one before it took is missed. */
function prepareNames(disk: Disk, staging: string, { folders }: ExpectedTree): void {
  for (const folder of [...folders.toReversed(), ""]) flushNames(disk, join(staging, folder));
}

function flushNames(disk: Disk, folder: string): void {
  try {
    disk.syncFolder(folder);
  } catch (error) {
    // The look that follows tells of a folder that is missing.
    if (isNothing(error)) return;
    throw publishError("PUBLISH_FAILED", { what: `${folder} can't be flushed`, why: messageOf(error), cause: error });
  }
}

function keepTime(disk: Disk, folder: string, modified: string): void {
  try {
    disk.setFolderModified(folder, BigInt(modified));
  } catch {
    mark("publish: a share that keeps no times of folders is done without");
    // Some shares keep no times; the bytes are what was promised.
  }
}

function tryRename(disk: Disk, from: string, to: string): unknown {
  try {
    disk.rename(from, to);
    return undefined;
  } catch (error) {
    return error ?? new Error("the rename failed");
  }
}

/**
 * Brings all of a tree and the way to it onto the device, whoever wrote it: what was found in place may still be in a
 * cache, and the source may be deleted next. `staging`: the job's folder for what is not published yet, there or not. False: the share
 * can't, or this user may not, flush one of its files.
 */
export async function flushTree(
  disk: Disk,
  root: string,
  staging: string,
  volumeFlush?: VolumeFlush,
): Promise<boolean> {
  if (disk.inspect(root).kind === "file") {
    const isFlushed = disk.flushFile(root) === undefined;
    flushWay(disk, root);
    return isFlushed;
  }
  const { files, folders } = walkTree(disk, root);
  const count = files.size + folders.size;
  // The flush of a file that has long been on its device still waits for that.
  if (volumeFlush !== undefined && count >= FLUSHED_TOGETHER && (await volumeFlush.flush(root, count))) {
    flushWay(disk, root);
    return true;
  }
  let flushed = true;
  for (const path of files.keys()) {
    if (disk.flushFile(join(root, path)) === undefined) continue;
    mark("publish: a file found in place that can't be flushed is told so");
    flushed = false;
  }
  for (const folder of folders) disk.syncFolder(join(root, folder));
  disk.syncFolder(root);
  flushWay(disk, root);
  return files.size === 0 ? flushByFile(disk, root, undefined, staging) : flushed;
}

/** The folder above a target may have been made by an attempt that was killed before it could flush that. */
function flushWay(disk: Disk, target: string): void {
  disk.syncFolder(dirname(target));
  disk.syncFolder(dirname(dirname(target)));
}
