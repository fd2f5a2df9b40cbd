import { join } from "node:path";
import { inspectIfThere, type Disk, type DiskEntry } from "../platform/disk.js";
import { isManifestName } from "./is-manifest-name.js";

export interface FoundManifest {
  readonly path: string;
  readonly entry: DiskEntry;
}

/** The manifests that stand in a flag folder now, in order of name. Throws when the folder can't be read. */
export function scanFolder(disk: Disk, folder: string): readonly FoundManifest[] {
  const found: FoundManifest[] = [];
  for (const name of [...disk.list(folder)].sort()) {
    if (!isManifestName(name)) continue;
    const path = join(folder, name);
    const entry = inspectIfThere(disk, path);
    if (entry !== undefined) found.push({ path, entry });
  }
  return found;
}

/** Equal while nobody writes into the file or replaces it. */
export function fingerprint({ size, modifiedNs, inode, kind }: DiskEntry): string {
  return `${kind}:${size}:${modifiedNs}:${inode}`;
}
