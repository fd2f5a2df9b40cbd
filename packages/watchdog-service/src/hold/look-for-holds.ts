import { dirname, join, resolve } from "node:path";
import { type Disk, inspectIfThere } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
// Not by way of what reads them, which costs each worker 14 MB.
import { HOLD_FILE, LARGEST_HOLD_BYTES } from "@rigline/manifest/places";

/** The second is what Windows makes of the first in an editor, and does not show. */
export const HOLD_NAMES: readonly string[] = [HOLD_FILE, `${HOLD_FILE}.txt`];

/** A file that a destination's owner put there, as a worker found it. */
export interface SeenHold {
  /** Absolute. */
  readonly file: string;
  readonly content: Uint8Array;
  /** Why it could not be read; then `content` is empty. */
  readonly trouble?: string;
}

export interface HoldLook {
  readonly found: readonly SeenHold[];
  /** All folders that are there, and were looked into. */
  readonly folders: readonly string[];
}

/** Looks for hold files in these folders and in all above them, up to the top of their share or disk. */
export function lookForHolds(disk: Disk, destinations: readonly string[]): HoldLook {
  const folders = new Set(destinations.flatMap((destination) => foldersOf(disk, resolve(destination))));
  return {
    found: [...folders].flatMap((folder) => HOLD_NAMES.flatMap((name) => readHold(disk, join(folder, name)) ?? [])),
    folders: [...folders],
  };
}

function foldersOf(disk: Disk, destination: string): readonly string[] {
  const folders: string[] = [];
  let device: bigint | undefined;
  for (let folder = destination; ; folder = dirname(folder)) {
    const here = deviceOf(disk, folder);
    // What is closed to us, or another disk, is no part of the share.
    if (device !== undefined && here !== device) break;
    device = here;
    // What is not made yet has nobody's file in it.
    if (here !== undefined) folders.push(folder);
    if (dirname(folder) === folder) break;
  }
  return folders;
}

function deviceOf(disk: Disk, folder: string): bigint | undefined {
  try {
    return disk.inspect(disk.realPath(folder)).device;
  } catch {
    return undefined;
  }
}

function readHold(disk: Disk, file: string): SeenHold | undefined {
  const content = new Uint8Array();
  try {
    const entry = inspectIfThere(disk, file);
    if (entry === undefined) return undefined;
    if (entry.kind !== "file") return { file, content, trouble: "it is no file" };
    if (entry.size > LARGEST_HOLD_BYTES) return { file, content, trouble: "it is too large" };
    return { file, content: readAll(disk, file, entry.size) };
  } catch (error) {
    mark("hold: a hold file that can't be read pauses");
    return { file, content, trouble: messageOf(error) };
  }
}

function readAll(disk: Disk, file: string, size: number): Uint8Array {
  const descriptor = disk.openSource(file);
  try {
    const content = new Uint8Array(size);
    let length = 0;
    for (let read = 1; read > 0 && length < size; length += read)
      read = disk.read(descriptor, content.subarray(length));
    return content.subarray(0, length);
  } finally {
    disk.close(descriptor);
  }
}
