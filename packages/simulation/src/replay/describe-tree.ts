import type { Inode } from "../world/inode.js";

/** What is on the disks, for who looks for the reason: `*` marks what a power cut could take. */
export function describeTree(folder: Inode, path = ""): readonly string[] {
  return [...folder.entries.values()].flatMap(({ name, node }) => {
    const at = `${path}/${name}`;
    const named = folder.durableEntries.get(folder.volume.key(name))?.node === node ? "" : " *name";
    if (node.mounted !== undefined)
      return [`${at} (${node.mounted.personality.name})`, ...describeTree(node.mounted.root, at)];
    if (node.kind === "folder") return [`${at}/${named}`, ...describeTree(node, at)];
    return [
      `${at} ${node.data.length} bytes${node.isDurable ? "" : ` *of which ${node.durable.length} flushed`}${named}`,
    ];
  });
}

/** Of a life, in hours. */
export function showTime(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  return `${String(hours).padStart(2, "0")}${new Date(milliseconds).toISOString().slice(13, 23)}`;
}
