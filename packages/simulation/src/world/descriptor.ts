import type { DiskEntry } from "@rigline/foundation/disk";
import type { Inode } from "./inode.js";

/** A file that a process has open. */
export interface Descriptor {
  readonly path: string;
  readonly node: Inode;
  readonly reads: boolean;
  readonly writes: boolean;
  /** Reads whole blocks of the device alone. */
  readonly byBlocks: boolean;
  at: number;
  hasWritten: boolean;
  isDated: boolean;
}

/** What the system says of a file. */
export function entryOf(node: Inode): DiskEntry {
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
