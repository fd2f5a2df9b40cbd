import { basename, join } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { isNothing } from "@rigline/foundation/platform";
import { isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { Chooser } from "@rigline/manifest/selection";
import { isReceipt } from "../receipts/is-receipt.js";
import type { SourceChoice } from "../plan/copy-plan.js";

export interface FoundSource {
  /** Absolute. */
  readonly source: string;
  /** Where it was published, relative to the target. */
  readonly path: string;
  /** False: a link, a pipe, a socket or a device. */
  readonly isFile: boolean;
  readonly bytes: number;
  /** Time of the last change, nanoseconds since the epoch, in decimal. */
  readonly modified: string;
}

export interface FoundSources {
  readonly found: readonly FoundSource[];
  /** The folders that the manifest names, links resolved. */
  readonly roots: readonly string[];
  /** Folders that are left out or kept, also where they are empty; those in them are not named. Absolute. */
  readonly left: readonly string[];
  /** Sources that are named and not there. */
  readonly absent: readonly string[];
}

/**
 * What is left of a manifest's modalities at the rig, of what its patterns take: every name below their folders, links unfollowed,
 * and the folders named. What is to be kept is passed over, by whatever way it is come to.
 */
export function findModalitySources(disk: Disk, { modalities, selection, keep = [] }: SourceChoice): FoundSources {
  const roots: string[] = [];
  const absent: string[] = [];
  const kept = keep.flatMap((path) => realPathIfThere(disk, path) ?? []);
  const search: Search = { disk, kept, chooser: new Chooser(selection), found: [], left: [] };
  for (const [modality, sources] of Object.entries(modalities))
    for (const named of sources) {
      const root = realPathIfThere(disk, named);
      if (root === undefined) {
        mark("delete: a source that is not there, or away with its disk, is told");
        absent.push(named);
        continue;
      }
      if (kept.some((folder) => isWithin(folder, root))) continue;
      const isFolder = disk.inspect(root).kind === "folder";
      if (isFolder) roots.push(root);
      collect(search, root, isFolder ? modality : `${modality}/${basename(named)}`);
    }
  const { found, left } = search;
  return { found, roots, left, absent };
}

interface Search {
  readonly disk: Disk;
  /** Absolute, links resolved. */
  readonly kept: readonly string[];
  readonly chooser: Chooser;
  readonly found: FoundSource[];
  readonly left: string[];
}

function collect(search: Search, source: string, path: string): void {
  const { disk, kept, chooser, found, left } = search;
  if (kept.includes(source)) {
    mark("delete: what is to be kept is passed over inside of what is to be deleted");
    left.push(source);
    return;
  }
  const entry = inspectIfThere(disk, source);
  if (entry === undefined) return;
  if (entry.kind !== "folder") {
    const { kind, size, modifiedNs } = entry;
    if (isReceipt(disk, source, entry)) return;
    if (chooser.takes(path))
      found.push({ source, path, isFile: kind === "file", bytes: size, modified: modifiedNs.toString() });
    return;
  }
  const before = found.length;
  if (!chooser.leaves(path))
    for (const name of disk.list(source)) collect(search, join(source, name), `${path}/${name}`);
  // Nothing of it was handed off, so that it is not the hand-off's to remove.
  if (found.length === before && !chooser.takes(path)) left.push(source);
}

function realPathIfThere(disk: Disk, path: string): string | undefined {
  try {
    return disk.realPath(path);
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}
