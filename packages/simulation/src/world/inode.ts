export type InodeKind = "file" | "folder" | "link";

/** A name in a folder, as it is written. */
export interface Entry {
  readonly name: string;
  readonly node: Inode;
}

/** What stands under a name: as it is now, and as it would be found after a power cut. */
export class Inode {
  readonly kind: InodeKind;
  readonly number: number;
  readonly volume: Volume;
  modified: bigint;
  changed: bigint;
  mode: number;
  /** A file's bytes, or where a link leads. */
  data: Uint8Array = NOTHING;
  durable: Uint8Array = NOTHING;
  /** A folder's names, by key. */
  readonly entries: Map<string, Entry>;
  durableEntries: Map<string, Entry>;
  /** When its bytes were last changed, in the world's time. */
  writtenAt = 0;
  /** Descriptors that are open on it. */
  open = 0;
  /** What is mounted on this folder. */
  mounted: Volume | undefined;

  constructor(volume: Volume, kind: InodeKind, mode: number) {
    this.volume = volume;
    this.kind = kind;
    this.number = volume.nextNumber();
    this.modified = volume.time();
    this.changed = this.modified;
    this.mode = volume.personality.mode ?? mode;
    this.entries = kind === "folder" ? new Map() : NO_ENTRIES;
    this.durableEntries = kind === "folder" ? new Map() : NO_ENTRIES;
  }

  get isDurable(): boolean {
    return this.data === this.durable || equal(this.data, this.durable);
  }
}

import type { Volume } from "./volume.js";

const NOTHING = new Uint8Array(0);
const NO_ENTRIES = new Map<string, Entry>();

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
