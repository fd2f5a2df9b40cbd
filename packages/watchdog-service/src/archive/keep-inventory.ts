import { dirname, join } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { makeFolderDurably, standsAt, writeDurably, type FileSystem } from "@rigline/foundation/platform";
// Not by way of the whole package, which costs each worker 14 MB.
import { partInventories, publishedInventoryPath } from "@rigline/manifest/places";

/**
 * Copies an inventory from the flag folder to the destination, durably, where anybody can ask years later: the rig is gone by
 * then. `part`: of a session that several computers hand off, what this one's part is called. Who may not read what is published may
 * not read its list either. False where nothing is published: what was moved on since gets no list, and in a share's empty mount
 * point nothing is made.
 */
export function keepInventory(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  target: string,
  from: Readonly<Partial<Record<"json" | "sha256", string>>>,
  part: string | undefined,
): boolean {
  const published = inspectIfThere(disk, target);
  if (published?.kind !== "folder") return false;
  const mode = 0o600 | (published.mode & 0o044);
  // The JSON last: it is what is asked for.
  for (const kind of ["sha256", "json"] as const) {
    const source = from[kind];
    if (source === undefined) continue;
    const to =
      part === undefined ? publishedInventoryPath(target, kind) : join(partInventories(target), `${part}.${kind}`);
    const bytes = fileSystem.read(source);
    if (standsAt(fileSystem, to) && Buffer.from(fileSystem.read(to)).equals(bytes)) continue;
    makeFolderDurably(fileSystem, dirname(to), { below: dirname(target) });
    writeDurably(to, bytes, { fileSystem, mode });
  }
  return true;
}
