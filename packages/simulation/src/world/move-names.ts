import type { Random } from "../random.js";
import { refuse } from "./actor.js";
import type { Folder, Home, Inode } from "./inode.js";
import type { Place } from "./paths.js";
import type { Operation } from "./operation.js";

interface Move {
  readonly from: string;
  readonly to: string;
  readonly random: Random;
}

export function moveNames(source: Place, target: Place, { from, to, random }: Move): void {
  const { node } = source;
  const { volume } = source.folder;
  if (target.folder.volume !== volume) refuse("EXDEV", "rename", from);
  if (node === undefined) refuse("ENOENT", "rename", from);
  if (node.volume !== volume) refuse("EXDEV", "rename", from);
  refuseName(volume, target.name, "rename", to);
  if (target.folder.lingering.has(volume.key(target.name)))
    refuse(volume.personality.openRefusal ?? "EACCES", "rename", to);
  if (to.startsWith(`${from}/`)) refuse("EINVAL", "rename", from);
  const { node: there } = target;
  // Two names of one file: both stay.
  if (there === node && volume.key(source.name) !== volume.key(target.name)) return;
  if (there === node && source.folder !== target.folder) return;
  if (there !== undefined && there !== node) {
    if (there.kind === "folder" && node.kind !== "folder") refuse("EISDIR", "rename", to);
    if (there.kind !== "folder" && node.kind === "folder") refuse("ENOTDIR", "rename", to);
    if (there.entries.size + there.lingering.size > 0) refuse(volume.personality.fullRefusal, "rename", to);
    if (there.kind === "folder" && !volume.personality.replacesFolders) refuse("EPERM", "rename", to);
    if (volume.personality.isCached && there.open > 0 && !random.chance(0.5)) loseTarget(target, there);
    refuseOpen(there, "rename", to, random);
  }
  refuseOpen(node, "rename", from, random);
  volume.change(
    { folder: source.folder, name: source.name, node: undefined },
    { folder: target.folder, name: target.name, node },
  );
  node.changed = volume.time();
  node.closedAt = -Infinity;
  if (there !== undefined && there !== node) linger(there, target.folder, target.name);
}

/** On some file systems what is open, or holds what is open, stays where it is; a file not always: it is a matter of who has it. */
export function refuseOpen(node: Inode, operation: Operation, path: string, random: Random): void {
  const { openRefusal } = node.volume.personality;
  if (openRefusal === undefined || !isOpen(node)) return;
  if (node.kind === "folder" || !random.chance(0.5)) refuse(openRefusal, operation, path);
}

export function refuseName(volume: Home, name: string, operation: Operation, path: string): void {
  const objection = volume.objection(name);
  if (objection !== undefined) refuse(objection, operation, path);
}

/** A share's client takes away what is in the way of a rename, before it finds that the server keeps it for whom has it open. */
function loseTarget({ folder, name }: Place, node: Inode): never {
  const { volume } = folder;
  volume.change({ folder, name, node: undefined });
  linger(node, folder, name);
  return refuse(volume.personality.openRefusal ?? "EACCES", "rename", name);
}

/** A file that is removed while it is open goes with the last who has it open, where the server knows of no files without names. */
export function linger(node: Inode, folder: Folder, name: string): void {
  const { lingers } = node.volume.personality;
  if (node.kind !== "file" || node.open === 0 || node.links > 0 || lingers === undefined) return;
  node.lingersIn = folder;
  node.lingersAs = node.volume.key(name);
  if (lingers === "hidden") folder.lingering.add(node.lingersAs);
  else node.volume.change({ folder, name: nameOfLingering(node), node });
}

/** One descriptor fewer. */
export function letGo(node: Inode): void {
  node.open = Math.max(0, node.open - 1);
  if (node.open > 0) return;
  const { lingersIn: folder, volume } = node;
  node.lingersIn = undefined;
  if (folder !== undefined && volume.personality.lingers === "hidden") folder.lingering.delete(node.lingersAs);
  else if (folder !== undefined && volume.get(folder, nameOfLingering(node))?.node === node)
    volume.change({ folder, name: nameOfLingering(node), node: undefined });
  volume.release(node);
}

function nameOfLingering({ number }: Inode): string {
  return `.nfs${number.toString(16).padStart(24, "0")}`;
}

function isOpen(node: Inode): boolean {
  return node.open > 0 || [...node.entries.values()].some((entry) => isOpen(entry.node));
}
