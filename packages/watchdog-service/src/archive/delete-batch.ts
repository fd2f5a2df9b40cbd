import { join } from "node:path";
import {
  identityOf,
  inspectIfThere,
  type Disk,
  type DiskEntry,
  isSame,
  inspectReal,
  KnownFolders,
  lineage,
} from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import type { OnBytes } from "../copy/copy-task.js";
import { hashFile } from "../copy/read-file.js";

/** A source that by time and size is what was copied. */
export interface DeletableFile {
  /** Absolute. */
  readonly source: string;
  /** Where its copies were published. Absolute; one for each modality that named the source. */
  readonly published: readonly string[];
  readonly bytes: number;
  /** Of what was copied and verified. */
  readonly hash: string;
  /** Of the source whose bytes these are; absent in journals of before. */
  readonly identity?: number;
}

/** Why a source was left where it is. */
export const KEPT = {
  changed: "they are not what was copied",
  copyGone: "their published copies are not there any more",
  readDiffers: "they give other bytes than were copied, and nobody touched them",
  copyDiffers: "their published copies are not what was verified",
  sameFile: "their published copies are the very same files",
  ownDisk:
    "their published copies lie on a disk of this rig, and the watch config does not say `allow_local_destination: true`",
} as const;

export type KeptReason = keyof typeof KEPT;

export interface KeptFile {
  /** Absolute. */
  readonly source: string;
  readonly reason: KeptReason;
}

export interface Deletion {
  /** Deleted. */
  readonly files: number;
  readonly kept: readonly KeptFile[];
}

/** Which published copies do not count as a second place, although they are files of their own. */
export interface OwnDisk {
  /** The devices of the rig's own disks: a copy there is no reason to delete a source, nor is one on the source's own device. */
  readonly devices: readonly bigint[];
}

/**
 * Reads each file and its published copies once more and deletes the file when all of them are what was verified. Right
 * before, each of them is looked at again: what was touched since it was read (of a large file that takes a while) is read
 * anew, and by a link, a mount or a second letter a copy may be the source itself. What is gone already is not counted.
 * `ownDisk` undefined: a copy on the rig's own disk counts like any other. `readBack`: what copies are read from.
 */
export function deleteBatch(
  disk: Disk,
  algorithm: string,
  files: readonly DeletableFile[],
  ownDisk: OwnDisk | undefined,
  onBytes: OnBytes,
  readBack: ReadBack,
): Deletion {
  const read = (file: DeletableFile): Reading | Objection => readAnew(disk, algorithm, file, onBytes, readBack);
  const readings = files.map(read);
  const kept: KeptFile[] = [];
  let deleted = 0;
  for (const [index, file] of files.entries()) {
    const { source } = file;
    let objection = objectionTo(disk, file, readings[index] ?? "changed", ownDisk);
    if (objection === "touched") {
      mark("delete: a source or a copy that was touched since it was read is read anew");
      objection = objectionTo(disk, file, read(file), ownDisk);
    }
    if (objection === "gone") {
      mark("delete: a source that is gone already is passed over");
      continue;
    }
    if (objection !== undefined) kept.push({ source, reason: objection === "touched" ? "changed" : objection });
    else if (removeSource(disk, source)) deleted += 1;
  }
  return { files: deleted, kept };
}

type Objection = KeptReason | "gone";

/** A source and its copies with the content that was verified. */
interface Reading {
  /** `identityOf` the source when its last byte had been read. */
  readonly source: number;
  /** Of each copy, in their order. */
  readonly copies: readonly number[];
}

function readAnew(
  disk: Disk,
  algorithm: string,
  file: DeletableFile,
  onBytes: OnBytes,
  readBack: ReadBack,
): Reading | Objection {
  const { source, published, hash, identity } = file;
  if (inspectIfThere(disk, source) === undefined) return "gone";
  const read = hashFile(disk, algorithm, { path: source, side: "source" }, onBytes);
  if (read.hash !== hash) return read.identity === identity ? "readDiffers" : "changed";
  if (published.length === 0) return "copyGone";
  const copies: number[] = [];
  for (const path of published) {
    const entry = inspectIfThere(disk, path);
    if (entry === undefined) return "copyGone";
    if (entry.kind !== "file") return "copyDiffers";
    const copy = hashFile(disk, algorithm, { path, side: "copy", readBack }, onBytes);
    if (copy.hash !== hash) return "copyDiffers";
    copies.push(copy.identity);
  }
  return { source: read.identity, copies };
}

/** `touched`: something was done to the source or to a copy since they were read. */
function objectionTo(
  disk: Disk,
  { source, published, bytes }: DeletableFile,
  reading: Reading | Objection,
  ownDisk: OwnDisk | undefined,
): Objection | "touched" | undefined {
  if (typeof reading === "string") return reading;
  const entry = inspectIfThere(disk, source);
  if (entry === undefined) return "gone";
  if (entry.kind !== "file" || entry.size !== bytes) return "changed";
  let touched = identityOf(entry) !== reading.source;
  for (const [index, copy] of published.entries()) {
    const there = inspectIfThere(disk, copy);
    if (there === undefined) return "copyGone";
    if (there.kind !== "file" || there.size !== bytes) return "copyDiffers";
    if (isSame(entry, there)) return "sameFile";
    if (ownDisk !== undefined && isOwn(there, entry, ownDisk)) return "ownDisk";
    touched ||= identityOf(there) !== reading.copies[index];
  }
  return touched ? "touched" : undefined;
}

function isOwn(copy: DiskEntry, source: DiskEntry, { devices }: OwnDisk): boolean {
  return copy.device === source.device || devices.includes(copy.device);
}

/** False: under another of its names it was removed already. */
export function removeSource(disk: Disk, source: string): boolean {
  try {
    disk.removeFile(source);
    return true;
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
    mark("delete: a source that was removed under another of its names is not counted twice");
    return false;
  }
}

/**
 * Removes these folders and those below them as far as they hold no file. `except`: folders that are left alone with all
 * that is in them, under whatever name they are reached.
 */
export function removeEmptyFolders(disk: Disk, folders: readonly string[], except: readonly string[]): void {
  const published = new KnownFolders<true>();
  for (const path of except) {
    const entry = inspectReal(disk, path);
    if (entry !== undefined) published.add(entry, true);
  }
  for (const folder of folders)
    if (!lineage(disk, folder).some((above) => published.find(above.entry) === true))
      removeIfEmpty(disk, folder, published);
}

/** True when the folder is gone. */
function removeIfEmpty(disk: Disk, folder: string, published: KnownFolders<true>): boolean {
  const entry = inspectIfThere(disk, folder);
  if (entry?.kind !== "folder" || published.find(entry) === true) return false;
  const empty = disk.list(folder).map((name) => removeIfEmpty(disk, join(folder, name), published));
  if (empty.includes(false)) return false;
  disk.removeFolder(folder);
  return true;
}
