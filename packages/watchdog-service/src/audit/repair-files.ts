import { dirname, join } from "node:path";
import { type Disk, identityOf, inspectIfThere, removeTree } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import {
  type FileSystem,
  flushName,
  linkOrRename,
  makeFolderDurably,
  removeQuietly,
} from "@rigline/foundation/platform";
import type { ReadBack } from "@rigline/manifest";
import { copyBatch } from "../copy/copy-batch.js";
import type { OnBytes } from "../copy/copy-task.js";
import { hashFile } from "../copy/read-file.js";

/** A file that is to be brought back. */
export interface DamagedFile {
  /** Relative to the published folder, `/` between folders. */
  readonly path: string;
  /** Lower-case hex. */
  readonly hash: string;
  /** Files that may have its content: the source at the rig, and other copies. Absolute, the first that has it is taken. */
  readonly candidates: readonly string[];
}

export interface RepairAsks {
  /** `<destination>/<name>`. */
  readonly folder: string;
  /** Where what stands in the place of a file is kept; nothing else is there yet. */
  readonly aside: string;
  /** Where files grow before they have their names. */
  readonly staging: string;
  readonly algorithm: string;
  readonly files: readonly DamagedFile[];
  readonly readBack: ReadBack;
}

export interface Repaired {
  /** By path, with the file that it was brought back from. */
  readonly repaired: readonly { readonly path: string; readonly from: string }[];
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Brings files of a published copy back from a file whose every byte is what was handed off: copied, flushed and read back beside the copy
 * first. Only then is what stands in their place moved aside, and never removed.
 */
export function repairFiles(
  ports: { readonly disk: Disk; readonly fileSystem: FileSystem },
  asks: RepairAsks,
  onBytes: OnBytes,
): Repaired {
  const repaired: { path: string; from: string }[] = [];
  const left: { path: string; why: string }[] = [];
  for (const file of asks.files)
    try {
      const from = file.candidates.find((candidate) => isWhatWasHandedOff(ports.disk, candidate, file, asks, onBytes));
      if (from === undefined) left.push({ path: file.path, why: "no other copy of it is known that is whole" });
      else {
        bringBack(ports, from, file, asks, onBytes);
        repaired.push({ path: file.path, from });
      }
    } catch (error) {
      mark("audit: a file that can't be brought back is told, and the others are all the same");
      left.push({ path: file.path, why: messageOf(error) });
    }
  if (inspectIfThere(ports.disk, asks.staging) !== undefined) removeTree(ports.disk, asks.staging);
  return { repaired, left };
}

function isWhatWasHandedOff(
  disk: Disk,
  path: string,
  { hash }: DamagedFile,
  { algorithm, readBack }: RepairAsks,
  onBytes: OnBytes,
): boolean {
  try {
    if (inspectIfThere(disk, path)?.kind !== "file") return false;
    return hashFile(disk, algorithm, { path, side: "copy", readBack }, onBytes).hash === hash;
  } catch {
    mark("audit: a copy that can't be read is none to bring a file back from");
    return false;
  }
}

function bringBack(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  source: string,
  { path, hash }: DamagedFile,
  { folder, aside, staging, algorithm, readBack }: RepairAsks,
  onBytes: OnBytes,
): void {
  const [grown, target, kept] = [staging, folder, aside].map((place) => join(place, path)) as [string, string, string];
  const below = dirname(folder);
  makeFolderDurably(fileSystem, dirname(grown), { below });
  // Of a repair that was broken off.
  removeQuietly(fileSystem, grown);
  const entry = disk.inspect(source);
  const modified = entry.modifiedNs.toString();
  const task = { source, destination: grown, path, bytes: entry.size, modified, identity: identityOf(entry) };
  const { verified, failure } = copyBatch(disk, algorithm, [task], onBytes, { readBack });
  if (failure !== undefined) throw failure;
  if (verified[0]?.hash !== hash) throw new Error(`${source} was changed while it was copied`);
  if (inspectIfThere(disk, target) !== undefined) {
    makeFolderDurably(fileSystem, dirname(kept), { below });
    if (linkOrRename(fileSystem, target, kept) === "taken") throw new Error(`${kept} is there already`);
    flushName(fileSystem, kept);
    // A second name of it, where it could be given one.
    removeQuietly(fileSystem, target);
  }
  makeFolderDurably(fileSystem, dirname(target), { below });
  if (linkOrRename(fileSystem, grown, target) === "taken")
    throw new Error(`something came to stand at ${target} meanwhile`);
  flushName(fileSystem, target);
  removeQuietly(fileSystem, grown);
}
