import type { OnBytes } from "../copy/copy-task.js";
import { hashFile } from "../copy/hash-file.js";
import { errorCode, inspectIfThere, type Disk, type DiskEntry } from "../platform/disk.js";
import { isSame } from "../platform/identity.js";

/** A source that by time and size is what was copied. */
export interface DeletableFile {
  /** Absolute. */
  readonly source: string;
  /** Where its copies were published. Absolute; one for each modality that named the source. */
  readonly published: readonly string[];
  readonly bytes: number;
  /** Of what was copied and verified. */
  readonly hash: string;
}

/** Why a source was left where it is. */
export const KEPT = {
  changed: "they are not what was copied",
  copyGone: "their published copies are not there any more",
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
 * Reads each file and its published copies once more and deletes the file when all of them are what was verified. Whether
 * a copy is a file of its own is looked at right before: by a link, a mount or a second letter it may be the source itself.
 * What is gone already is not counted. `ownDisk` undefined: a copy on the rig's own disk counts like any other.
 */
export function deleteBatch(
  disk: Disk,
  algorithm: string,
  files: readonly DeletableFile[],
  ownDisk: OwnDisk | undefined,
  onBytes: OnBytes,
): Deletion {
  const judged = files.map((file) => judgeContent(disk, algorithm, file, onBytes));
  const kept: KeptFile[] = [];
  let deleted = 0;
  for (const [index, file] of files.entries()) {
    const { source } = file;
    const reason = judged[index] ?? judgeIdentity(disk, file, ownDisk);
    if (reason === "gone") continue;
    if (reason !== undefined) kept.push({ source, reason });
    else if (remove(disk, source)) deleted += 1;
  }
  return { files: deleted, kept };
}

type Judgement = KeptReason | "gone" | undefined;

function judgeContent(disk: Disk, algorithm: string, file: DeletableFile, onBytes: OnBytes): Judgement {
  const { source, published, hash } = file;
  if (inspectIfThere(disk, source) === undefined) return "gone";
  if (hashFile(disk, algorithm, { path: source, side: "source" }, onBytes).hash !== hash) return "changed";
  if (published.length === 0) return "copyGone";
  for (const copy of published) {
    const entry = inspectIfThere(disk, copy);
    if (entry === undefined) return "copyGone";
    if (entry.kind !== "file" || hashFile(disk, algorithm, { path: copy, side: "copy" }, onBytes).hash !== hash)
      return "copyDiffers";
  }
  return undefined;
}

function judgeIdentity(
  disk: Disk,
  { source, published, bytes }: DeletableFile,
  ownDisk: OwnDisk | undefined,
): Judgement {
  const entry = inspectIfThere(disk, source);
  if (entry === undefined) return "gone";
  if (entry.kind !== "file" || entry.size !== bytes) return "changed";
  for (const copy of published) {
    const there = inspectIfThere(disk, copy);
    if (there === undefined) return "copyGone";
    if (there.kind !== "file" || there.size !== bytes) return "copyDiffers";
    if (isSame(entry, there)) return "sameFile";
    if (ownDisk !== undefined && isOwn(there, entry, ownDisk)) return "ownDisk";
  }
  return undefined;
}

function isOwn(copy: DiskEntry, source: DiskEntry, { devices }: OwnDisk): boolean {
  return copy.device === source.device || devices.includes(copy.device);
}

/** False: under another of its names it was removed already. */
function remove(disk: Disk, source: string): boolean {
  try {
    disk.removeFile(source);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
