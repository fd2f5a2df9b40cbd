import type { Inode } from "../world/inode.js";
import { filesBelow } from "./durable.js";

/** Beside the files of what is published in a store: who writes there, and what is to stand there, written last. */
const OWN = /(?:^|\/)\.rigline\/(?:claim|whole)\.json$/;

/** Of a session at its destination what somebody handed off, or put there. */
export function sessionFiles(root: Inode): Map<string, Inode> {
  const found = filesBelow(root);
  if (isStore(root)) for (const path of found.keys()) if (OWN.test(path)) found.delete(path);
  return found;
}

/** Whether a piece of what stands there gets its name only with its list, which is not there yet. */
export function isGrowing(root: Inode, piece: string): boolean {
  if (!isStore(root)) return false;
  const node = piece === "" ? root : nodeAt(root, piece);
  return node === undefined || (node.kind === "folder" && nodeAt(node, ".rigline/whole.json") === undefined);
}

export function isStore({ volume }: Inode): boolean {
  return volume.personality.name === "store";
}

function nodeAt(folder: Inode, path: string): Inode | undefined {
  let node: Inode | undefined = folder;
  for (const part of path.split("/")) node = node === undefined ? undefined : node.volume.get(node, part)?.node;
  return node;
}
