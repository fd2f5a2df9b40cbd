import { basename, join } from "node:path";
import type { CopyRequest } from "../plan/copy-plan.js";
import { errorCode, inspectIfThere, type Disk } from "../platform/disk.js";

export interface FoundSource {
  /** Absolute. */
  readonly source: string;
  /** Where it was published, relative to the target. */
  readonly path: string;
  readonly isFile: boolean;
}

/** What is left of a manifest's modalities at the rig: every name below their folders, links unfollowed, and the folders named. */
export function findModalitySources(
  disk: Disk,
  { modalities }: Pick<CopyRequest, "modalities">,
): { readonly found: readonly FoundSource[]; readonly roots: readonly string[] } {
  const found: FoundSource[] = [];
  const roots: string[] = [];
  for (const [modality, sources] of Object.entries(modalities))
    for (const named of sources) {
      const root = realPathIfThere(disk, named);
      if (root === undefined) continue;
      const isFolder = disk.inspect(root).kind === "folder";
      if (isFolder) roots.push(root);
      collect(disk, found, root, isFolder ? modality : `${modality}/${basename(named)}`);
    }
  return { found, roots };
}

function collect(disk: Disk, found: FoundSource[], source: string, path: string): void {
  const entry = inspectIfThere(disk, source);
  if (entry === undefined) return;
  if (entry.kind !== "folder") {
    found.push({ source, path, isFile: entry.kind === "file" });
    return;
  }
  for (const name of disk.list(source)) collect(disk, found, join(source, name), `${path}/${name}`);
}

function realPathIfThere(disk: Disk, path: string): string | undefined {
  try {
    return disk.realPath(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
