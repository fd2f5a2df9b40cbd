import type { Disk, DiskEntry } from "@rigline/foundation/disk";
import type { Random } from "../random.js";
import { type Actor, refuse } from "./actor.js";
import { Folder, Inode } from "./inode.js";
import { type Descriptor, entryOf } from "./descriptor.js";
import { letGo, linger, moveNames, refuseName, refuseOpen } from "./move-names.js";
import { namesOf, nameToBytes, NO_TEXT } from "./names.js";
import { setTime, wholeSeconds } from "./times.js";
import type { Place } from "./paths.js";
import type { Operation } from "./operation.js";
import type { World } from "./world.js";

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
  /** The same look, of which only that is asked. Throws what goes wrong at it, ENOENT for what is above. */
  isThere(path: string): boolean;
}

/** A large file in pieces of a few bytes would be all that a life is about. */
const MOST_PIECES = 8;
/** Of the devices of all volumes. */
const BLOCK = 4096;

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
  const open = (path: string, node: Inode, access: "reads" | "writes" | "both" | "whole blocks"): number => {
    const descriptor = next++;
    node.open += 1;
    descriptors.set(descriptor, {
      path,
      node,
      reads: access !== "writes",
      writes: access === "writes" || access === "both",
      byBlocks: access === "whole blocks",
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
    const made = kind === "folder" ? new Folder(volume, mode) : new Inode(volume, kind, mode);
    volume.change({ folder: above, name, node: made });
    world.after({ actor, operation, path, node: made });
    return made;
  };
  const remove = (operation: "removeFile" | "removeFolder", path: string): void => {
    const { folder: above, name, node } = at(operation, path, false);
    if (node === undefined) refuse("ENOENT", operation, path);
    if (operation === "removeFile" && node.kind === "folder") refuse("EISDIR", operation, path);
    if (operation === "removeFolder" && node.kind !== "folder") refuse("ENOTDIR", operation, path);
    if (node.entries.size + node.lingering.size > 0) refuse("ENOTEMPTY", operation, path);
    if (node === node.volume.root) refuse("EBUSY", operation, path);
    refuseOpen(node, operation, path, random);
    above.volume.change({ folder: above, name, node: undefined });
    linger(node, above, name);
    world.after({ actor, operation, path, node });
  };
  const resize = (node: Inode, path: string, size: number): void => {
    node.volume.room += node.data.length - size;
    node.resize(size);
    world.after({ actor, operation: "truncate", path, node });
  };
  const flush = (node: Inode, operation: Operation, path: string): void => {
    const { flushRefusal } = node.volume.personality;
    if (flushRefusal !== undefined) refuse(flushRefusal, operation, path);
    node.flush();
    if (node instanceof Folder) node.volume.flushNames(node);
    if (!node.volume.personality.flushesFolders) node.volume.flushAllNames();
    world.after({ actor, operation, path, node });
  };

  return {
    inspect: (path) => entryOf(there("inspect", path, false)),
    stat: (path) => entryOf(there("inspect", path)),
    isThere: (path) => at("inspect", path).node !== undefined,
    realPath: (path) => {
      const place = at("realPath", path);
      if (place.node === undefined) refuse("ENOENT", "realPath", path);
      return place.node.volume.personality.isCached && place.path.length === path.length ? path : place.path;
    },
    list: (path) => namesOf(folder("list", path)).map((name) => name.replace(NO_TEXT, "\ufffd")),
    listBytes: (path) => namesOf(folder("list", path)).map(nameToBytes),
    // A number that a journal can hold, also where there is no end to the room.
    freeSpace: (path) => Math.max(0, Math.min(there("statfs", path).volume.room, 1e15)),
    fileSystemType: (path) => there("statfs", path).volume.personality.type,
    openSource: (path) => {
      const node = there("open", path, false);
      if (node.kind === "link") refuse("ELOOP", "open", path);
      return open(path, node, "reads");
    },
    openPastCache: (path) => {
      const node = there("open", path, false);
      if (node.kind === "link") refuse("ELOOP", "open", path);
      return node.volume.personality.passesCache ? open(path, node, "whole blocks") : undefined;
    },
    createNew: (path, mode = 0o644) => open(path, make("create", path, "file", mode), "writes"),
    openForWriting: (path) => {
      const node = there("open", path, false);
      if (node.kind !== "file") refuse(node.kind === "link" ? "ELOOP" : "EISDIR", "open", path);
      return open(path, node, "writes");
    },
    openAppend: (path) => {
      const { node } = at("openAppend", path);
      if (node?.kind === "folder") refuse("EISDIR", "openAppend", path);
      return open(path, node ?? make("create", path, "file", 0o644), "both");
    },
    inspectOpen: (descriptor) => entryOf(held("inspect", descriptor).node),
    read: (descriptor, into, position) => {
      const from = held("read", descriptor);
      if (!from.reads) refuse("EBADF", "read", from.path);
      if (from.node.kind === "folder") refuse("EISDIR", "read", from.path);
      const { data } = from.node;
      const at = position ?? from.at;
      if (from.byBlocks && (at % BLOCK !== 0 || into.length % BLOCK !== 0)) refuse("EINVAL", "read", from.path);
      const most = from.byBlocks ? Math.ceil(piece(data.length) / BLOCK) * BLOCK : piece(data.length);
      const part = data.subarray(at, at + Math.min(into.length, most));
      into.set(part);
      world.giveBack(from.path, into.subarray(0, part.length));
      if (position === undefined) from.at += part.length;
      return part.length;
    },
    write: (descriptor, bytes, position) => {
      const open = held("write", descriptor);
      const { node, path } = open;
      if (!open.writes) refuse("EBADF", "write", path);
      open.hasWritten = true;
      const length = Math.min(bytes.length, piece(bytes.length), node.volume.room);
      if (length === 0 && bytes.length > 0) refuse("ENOSPC", "write", path);
      const short = length > 1 && random.chance(0.05) ? 1 + random.below(length - 1) : length;
      node.write(position ?? node.data.length, world.passOn(node.volume, bytes.subarray(0, short)));
      node.volume.room -= short;
      world.after({ actor, operation: "write", path, node });
      return short;
    },
    resize: (descriptor, size) => {
      const { node, path, writes } = held("truncate", descriptor);
      if (!writes) refuse("EBADF", "truncate", path);
      resize(node, path, size);
    },
    truncate: (path, size) => resize(there("truncate", path), path, size),
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
    // What the system brings to the device of itself, chance decides when the power is cut.
    startWriteback: () => {},
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
      if (node instanceof Folder) node.volume.flushNames(node);
      node.flush();
      world.after({ actor, operation: "syncFolder", path, node });
    },
  };
}
