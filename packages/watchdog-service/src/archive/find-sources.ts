import { basename, join } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { isNothing } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { CopyRequest } from "../plan/copy-plan.js";

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
  /** Sources that are named and not there. */
  readonly absent: readonly string[];
}

/** What is left of a manifest's modalities at the rig: every name below their folders, links unfollowed, and the folders named. */
export function findModalitySources(disk: Disk, { modalities }: Pick<CopyRequest, "modalities">): FoundSources {
  const found: FoundSource[] = [];
  const roots: string[] = [];
  const absent: string[] = [];
  for (const [modality, sources] of Object.entries(modalities))
    for (const named of sources) {
      const root = realPathIfThere(disk, named);
      if (root === undefined) {
        mark("delete: a source that is not there, or away with its disk, is told");
        absent.push(named);
        continue;
      }
      const isFolder = disk.inspect(root).kind === "folder";
      if (isFolder) roots.push(root);
      collect(disk, found, root, isFolder ? modality : `${modality}/${basename(named)}`);
    }
  return { found, roots, absent };
}

function collect(disk: Disk, found: FoundSource[], source: string, path: string): void {
  const entry = inspectIfThere(disk, source);
  if (entry === undefined) return;
  if (entry.kind !== "folder") {
    const { kind, size, modifiedNs } = entry;
    found.push({ source, path, isFile: kind === "file", bytes: size, modified: modifiedNs.toString() });
    return;
  }
  for (const name of disk.list(source)) collect(disk, found, join(source, name), `${path}/${name}`);
}

function realPathIfThere(disk: Disk, path: string): string | undefined {
  try {
    return disk.realPath(path);
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}
