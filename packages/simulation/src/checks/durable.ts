import { equal, type Entry, type Inode } from "../world/inode.js";

/** The files below a folder, by path. */
export function filesBelow(folder: Inode, prefix = "", found = new Map<string, Inode>()): Map<string, Inode> {
  for (const { name, node } of folder.entries.values())
    if (node.kind === "folder") filesBelow(node, `${prefix}${name}/`, found);
    else found.set(`${prefix}${name}`, node);
  return found;
}

/**
 * Whether a file below a folder, reached by its path, is on the device whatever is lost now: its bytes, and each name on the
 * way. Where a file system has no flush for one of these, nobody can ask for it.
 */
export function isSafe(root: Inode, path: string, bytes: Uint8Array): boolean {
  let folder = root;
  const parts = path.split("/");
  for (const [index, part] of parts.entries()) {
    const entry: Entry | undefined = folder.volume.get(folder, part);
    if (entry === undefined || !isNameSafe(folder, part, entry)) return false;
    if (index === parts.length - 1) return equal(entry.node.data, bytes) && equal(entry.node.durable, bytes);
    folder = entry.node;
  }
  return false;
}

export function isNameSafe(folder: Inode, name: string, entry: Entry): boolean {
  // Where folders have no flush, names go to the device with that of any file.
  const { flushesFolders, flushRefusal } = folder.volume.personality;
  if (!flushesFolders && flushRefusal !== undefined) return true;
  return folder.durableEntries.get(folder.volume.key(name))?.node === entry.node;
}
