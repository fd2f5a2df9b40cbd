import type { Disk, DiskEntry } from "@rigline/foundation/disk";
import type { Random } from "../random.js";
import { type Actor, refuse } from "./actor.js";
import { Inode } from "./inode.js";
import type { Volume } from "./volume.js";
import type { Operation, Place, World } from "./world.js";

interface Descriptor {
  readonly path: string;
  readonly node: Inode;
  readonly reads: boolean;
  readonly writes: boolean;
  at: number;
  hasWritten: boolean;
  isDated: boolean;
}

export interface DiskOptions {
  readonly actor: Actor;
  /** How far a single read or write gets is chance. */
  readonly random: Random;
  /** Bytes of a read or write at most. */
  readonly mostBytes: number;
}

/** The port of one process, with what only `FileSystem` needs beside it. */
export interface SimulatedDisk extends Disk {
  openAppend(path: string): number;
  truncate(path: string, size: number): void;
  link(from: string, to: string): void;
  /** Follows links. */
  stat(path: string): DiskEntry;
}

/** A large file in pieces of a few bytes would be all that a life is about. */
const MOST_PIECES = 8;

/** What a process may do with the world's files. Behaves as `node:fs` does on Linux, with the volumes' own ways. */
export function createDisk(world: World, { actor, random, mostBytes }: DiskOptions): SimulatedDisk {
  const descriptors = new Map<number, Descriptor>();
  let next = 3;
  actor.onDeath(() => {
    for (const { node } of descriptors.values()) letGo(node);
    descriptors.clear();
  });
  const piece = (length: number): number => Math.max(mostBytes, Math.ceil(length / MOST_PIECES));

  const at = (operation: Operation, path: string, follow = true): Place => world.visit(actor, operation, path, follow);
  const there = (operation: Operation, path: string, follow = true): Inode => {
    const { node } = at(operation, path, follow);
    return node ?? refuse("ENOENT", operation, path);
  };
  const folder = (operation: Operation, path: string): Inode => {
    const node = there(operation, path);
    if (node.kind !== "folder") refuse("ENOTDIR", operation, path);
    return node;
  };
  const held = (operation: Operation, descriptor: number): Descriptor => {
    const found = descriptors.get(descriptor);
    if (found === undefined) refuse("EBADF", operation, String(descriptor));
    world.enter(actor, operation, found.path, found.node.volume);
    return found;
  };
  const open = (path: string, node: Inode, access: "reads" | "writes" | "both"): number => {
    const descriptor = next++;
    node.open += 1;
    descriptors.set(descriptor, {
      path,
      node,
      reads: access !== "writes",
      writes: access !== "reads",
      at: 0,
      hasWritten: false,
      isDated: false,
    });
    return descriptor;
  };
  const make = (operation: Operation, path: string, kind: "file" | "folder", mode: number): Inode => {
    const { folder: above, name, node } = at(operation, path, false);
    const { volume } = above;
    if (node?.kind === "folder" && kind === "file" && volume.personality.isCached && random.chance(0.5))
      refuse("EISDIR", operation, path);
    if (node !== undefined) refuse("EEXIST", operation, path);
    refuseName(volume, name, operation, path);
    if (volume.room <= 0) refuse("ENOSPC", operation, path);
    const made = new Inode(volume, kind, mode);
    volume.change({ folder: above, name, node: made });
    world.after({ actor, operation, path, node: made });
    return made;
  };
  const remove = (operation: "removeFile" | "removeFolder", path: string): void => {
    const { folder: above, name, node } = at(operation, path, false);
    if (node === undefined) refuse("ENOENT", operation, path);
    if (operation === "removeFile" && node.kind === "folder") refuse("EISDIR", operation, path);
    if (operation === "removeFolder" && node.kind !== "folder") refuse("ENOTDIR", operation, path);
    if (node.entries.size + node.lingering > 0) refuse("ENOTEMPTY", operation, path);
    if (node === node.volume.root) refuse("EBUSY", operation, path);
    refuseOpen(node, operation, path, random);
    above.volume.change({ folder: above, name, node: undefined });
    linger(node, above);
    world.after({ actor, operation, path, node });
  };
  const flush = (node: Inode, operation: Operation, path: string): void => {
    const { flushRefusal } = node.volume.personality;
    if (flushRefusal !== undefined) refuse(flushRefusal, operation, path);
    node.flush();
    if (node.kind === "folder") node.volume.flushNames(node);
    if (!node.volume.personality.flushesFolders) node.volume.flushAllNames();
    world.after({ actor, operation, path, node });
  };

  return {
    inspect: (path) => describe(there("inspect", path, false)),
    stat: (path) => describe(there("inspect", path)),
    realPath: (path) => {
      const place = at("realPath", path);
      if (place.node === undefined) refuse("ENOENT", "realPath", path);
      return place.node.volume.personality.isCached && place.path.length === path.length ? path : place.path;
    },
    list: (path) => namesOf(folder("list", path)).map((name) => name.replace(NO_TEXT, "\ufffd")),
    listBytes: (path) => namesOf(folder("list", path)).map(nameToBytes),
    fileSystemType: (path) => there("statfs", path).volume.personality.type,
    openSource: (path) => {
      const node = there("open", path, false);
      if (node.kind === "link") refuse("ELOOP", "open", path);
      return open(path, node, "reads");
    },
    createNew: (path, mode = 0o644) => open(path, make("create", path, "file", mode), "writes"),
    openAppend: (path) => {
      const { node } = at("openAppend", path);
      if (node?.kind === "folder") refuse("EISDIR", "openAppend", path);
      return open(path, node ?? make("create", path, "file", 0o644), "both");
    },
    inspectOpen: (descriptor) => describe(held("inspect", descriptor).node),
    read: (descriptor, into) => {
      const from = held("read", descriptor);
      if (!from.reads) refuse("EBADF", "read", from.path);
      if (from.node.kind === "folder") refuse("EISDIR", "read", from.path);
      const part = from.node.data.subarray(from.at, from.at + Math.min(into.length, piece(from.node.data.length)));
      into.set(part);
      from.at += part.length;
      return part.length;
    },
    write: (descriptor, bytes) => {
      const open = held("write", descriptor);
      const { node, path } = open;
      if (!open.writes) refuse("EBADF", "write", path);
      open.hasWritten = true;
      const length = Math.min(bytes.length, piece(bytes.length), node.volume.room);
      if (length === 0 && bytes.length > 0) refuse("ENOSPC", "write", path);
      const short = length > 1 && random.chance(0.05) ? 1 + random.below(length - 1) : length;
      node.beginnings.push(node.data.length);
      node.data = joined(node.data, bytes.subarray(0, short));
      node.volume.room -= short;
      node.writtenAt = node.volume.elapsed;
      node.modified = node.changed = node.volume.time();
      world.after({ actor, operation: "write", path, node });
      return short;
    },
    truncate: (path, size) => {
      const node = there("truncate", path);
      node.volume.room += node.data.length - size;
      node.shortest = Math.min(node.shortest, size);
      node.data = joined(node.data.slice(0, size), new Uint8Array(Math.max(0, size - node.data.length)));
      node.writtenAt = node.volume.elapsed;
      node.modified = node.changed = node.volume.time();
      world.after({ actor, operation: "truncate", path, node });
    },
    setModified: (descriptor, modified) => {
      const open = held("setTime", descriptor);
      setTime(open.node, modified, open.path);
      open.isDated = open.writes;
    },
    setFolderModified: (path, modified) => setTime(there("setTime", path), modified, path),
    sync: (descriptor) => {
      const { node, path } = held("sync", descriptor);
      flush(node, "sync", path);
    },
    flushFile: (path) => {
      const node = there("sync", path);
      const { flushRefusal } = node.volume.personality;
      if (flushRefusal !== undefined) return flushRefusal;
      flush(node, "sync", path);
      return undefined;
    },
    close: (descriptor) => {
      const { node, isDated, hasWritten } = descriptors.get(descriptor) ?? refuse("EBADF", "close", String(descriptor));
      // It is closed whatever the system says.
      descriptors.delete(descriptor);
      if (isDated && node.volume.personality.isCached) {
        node.closedAt = node.volume.elapsed;
        node.modified = wholeSeconds(node.modified);
      } else if (hasWritten && node.volume.personality.isCached) node.modified = node.changed = node.volume.time();
      letGo(node);
      world.enter(actor, "close", "", node.volume);
    },
    makeFolder: (path, mode = 0o755) => void make("makeFolder", path, "folder", mode),
    rename: (from, to) => {
      const source = at("rename", from, false);
      const target = world.locate(to, false, "rename");
      world.changes += 1;
      moveNames(source, target, { from, to, random });
      world.after({ actor, operation: "rename", path: from, to, ...(source.node && { node: source.node }) });
    },
    link: (from, to) => {
      const { node } = at("link", from, false);
      if (node === undefined) refuse("ENOENT", "link", from);
      const target = world.locate(to, false, "link");
      if (target.node !== undefined) refuse("EEXIST", "link", to);
      if (target.folder.volume !== node.volume) refuse("EXDEV", "link", to);
      if (node.volume.personality.name === "fuse") refuse("EPERM", "link", to);
      node.volume.change({ folder: target.folder, name: target.name, node });
      node.changed = node.volume.time();
      world.after({ actor, operation: "link", path: from, to, node });
    },
    removeFile: (path) => remove("removeFile", path),
    removeFolder: (path) => remove("removeFolder", path),
    syncFolder: (path) => {
      const node = there("syncFolder", path);
      if (!node.volume.personality.flushesFolders) return;
      if (node.kind === "folder") node.volume.flushNames(node);
      node.flush();
      world.after({ actor, operation: "syncFolder", path, node });
    },
  };
}

function setTime(node: Inode, modified: bigint, path: string): void {
  const { timeRefusal } = node.volume.personality;
  if (timeRefusal !== undefined) refuse(timeRefusal, "setTime", path);
  node.modified = node.volume.rounded(asNodeSets(modified));
  node.changed = node.volume.time();
}

/** What a share's server keeps of the time that was set of an open file. */
function wholeSeconds(nanoseconds: bigint): bigint {
  const rest = nanoseconds % 1_000_000_000n;
  return nanoseconds - (rest < 0n ? rest + 1_000_000_000n : rest);
}

/** Node takes a time as seconds with a fraction, and gives it to the system in whole microseconds; before 1970 as a `Date`. */
function asNodeSets(nanoseconds: bigint): bigint {
  if (nanoseconds < 0n) return (nanoseconds / 1_000_000n) * 1_000_000n;
  return BigInt(Math.trunc((Number(nanoseconds) / 1e9) * 1e6)) * 1000n;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly random: Random;
}

function moveNames(source: Place, target: Place, { from, to, random }: Move): void {
  const { node } = source;
  const { volume } = source.folder;
  if (target.folder.volume !== volume) refuse("EXDEV", "rename", from);
  if (node === undefined) refuse("ENOENT", "rename", from);
  if (node.volume !== volume) refuse("EXDEV", "rename", from);
  refuseName(volume, target.name, "rename", to);
  if (to.startsWith(`${from}/`)) refuse("EINVAL", "rename", from);
  const { node: there } = target;
  // Two names of one file: both stay.
  if (there === node && volume.key(source.name) !== volume.key(target.name)) return;
  if (there === node && source.folder !== target.folder) return;
  if (there !== undefined && there !== node) {
    if (there.kind === "folder" && node.kind !== "folder") refuse("EISDIR", "rename", to);
    if (there.kind !== "folder" && node.kind === "folder") refuse("ENOTDIR", "rename", to);
    if (there.entries.size + there.lingering > 0) refuse(volume.personality.fullRefusal, "rename", to);
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
  if (there !== undefined && there !== node) linger(there, target.folder);
}

/** On some file systems what is open, or holds what is open, stays where it is; a file not always: it is a matter of who has it. */
function refuseOpen(node: Inode, operation: Operation, path: string, random: Random): void {
  const { openRefusal } = node.volume.personality;
  if (openRefusal === undefined || !isOpen(node)) return;
  if (node.kind === "folder" || !random.chance(0.5)) refuse(openRefusal, operation, path);
}

/** A share's client takes away what is in the way of a rename, before it finds that the server keeps it for whom has it open. */
function loseTarget({ folder, name }: Place, node: Inode): never {
  const { volume } = folder;
  volume.change({ folder, name, node: undefined });
  linger(node, folder);
  return refuse(volume.personality.openRefusal ?? "EACCES", "rename", name);
}

function refuseName(volume: Volume, name: string, operation: Operation, path: string): void {
  const objection = volume.objection(name);
  if (objection !== undefined) refuse(objection, operation, path);
}

/** A file that is removed while it is open goes with the last who has it open, where the server knows of no files without names. */
function linger(node: Inode, folder: Inode): void {
  const { lingers } = node.volume.personality;
  if (node.kind !== "file" || node.open === 0 || node.links > 0 || lingers === undefined) return;
  node.lingersIn = folder;
  if (lingers === "hidden") folder.lingering += 1;
  else node.volume.change({ folder, name: nameOfLingering(node), node });
}

/** One descriptor fewer. */
function letGo(node: Inode): void {
  node.open = Math.max(0, node.open - 1);
  if (node.open > 0) return;
  const { lingersIn: folder, volume } = node;
  node.lingersIn = undefined;
  if (folder !== undefined && volume.personality.lingers === "hidden")
    folder.lingering = Math.max(0, folder.lingering - 1);
  else if (folder !== undefined && volume.get(folder, nameOfLingering(node))?.node === node)
    volume.change({ folder, name: nameOfLingering(node), node: undefined });
  volume.release(node);
}

function nameOfLingering({ number }: Inode): string {
  return `.nfs${number.toString(16).padStart(24, "0")}`;
}

/** In the order in which Node tells them, which is not that of the folder. */
function namesOf(folder: Inode): readonly string[] {
  return [...folder.entries.values()].map(({ name }) => name).toSorted();
}

/** What stands in a name for a byte that is no part of any character. */
const NO_TEXT = /[\udc80-\udcff]/g;

function nameToBytes(name: string): Uint8Array {
  return Buffer.concat(
    name
      .split(/([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 1 ? Buffer.of(part.charCodeAt(0) & 0xff) : Buffer.from(part))),
  );
}

function isOpen(node: Inode): boolean {
  return node.open > 0 || [...node.entries.values()].some((entry) => isOpen(entry.node));
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}

function describe(node: Inode): DiskEntry {
  const size = node.kind === "folder" ? 4096 : node.data.length;
  return {
    kind: node.kind,
    size,
    modifiedNs: node.shownModified,
    changedNs: node.changed,
    inode: BigInt(node.number),
    device: node.volume.device,
    mode: node.mode,
    allocated: Math.ceil(size / 512) * 512,
  };
}
