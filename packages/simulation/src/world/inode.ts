export type InodeKind = "file" | "folder" | "link";

/** A name in a folder, as it is written. */
export interface Entry {
  readonly name: string;
  readonly node: Inode;
}

/** A change of one name. */
export interface NameSet {
  readonly folder: Folder;
  readonly name: string;
  readonly node: Inode | undefined;
}

/** Whether a volume answers. `gone`: its mount point shows what lies under it; `refusing`: it answers `code`. */
export type VolumeState =
  | { readonly kind: "there" }
  | { readonly kind: "gone" }
  | { readonly kind: "refusing"; readonly code: string }
  | { readonly kind: "hanging"; readonly until: number };

/** The file system that a file or folder is of, as `Volume` implements it. */
export interface Home {
  readonly personality: Personality;
  readonly device: bigint;
  readonly root: Folder;
  readonly elapsed: number;
  state: VolumeState;
  /** So often its power was cut. */
  readonly cuts: number;
  /** Bytes that are left on it. */
  room: number;
  nextNumber(): number;
  release(node: Inode): void;
  time(): bigint;
  rounded(nanoseconds: bigint): bigint;
  objection(name: string): string | undefined;
  key(name: string): string;
  get(folder: Inode, name: string): Entry | undefined;
  change(...sets: readonly NameSet[]): void;
  changeDurably(folder: Folder, name: string, node: Inode | undefined): void;
  flushNames(folder: Folder): void;
  flushAllNames(): void;
}

/** What stands under a name: as it is now, and as it would be found after a power cut. */
export class Inode {
  readonly kind: InodeKind;
  readonly number: number;
  readonly volume: Home;
  modified: bigint;
  /** What `modified` would be after a power cut. */
  durableModified: bigint;
  changed: bigint;
  mode: number;
  /** A file's bytes, or where a link leads. */
  data: Uint8Array = NOTHING;
  durable: Uint8Array = NOTHING;
  /** A folder's names, by key. */
  readonly entries: ReadonlyMap<string, Entry> = NO_ENTRIES;
  readonly durableEntries: ReadonlyMap<string, Entry> = NO_ENTRIES;
  /** When its bytes were last changed, in the world's time. */
  writtenAt = 0;
  /** The fewest bytes that it had since it was flushed. */
  shortest = 0;
  /** Where writes began since it was flushed. */
  readonly beginnings: number[] = [];
  /** Descriptors that are open on it. */
  open = 0;
  /** Names that lead to it. */
  links = 0;
  /** Keys of files in it that are removed and not gone, because somebody has them open. */
  readonly lingering: ReadonlySet<string> = NOBODY;
  /** When one who had set its time closed it, where its time is shown as that for a while. */
  closedAt = -Infinity;
  /** The folder in which it lingers. */
  lingersIn: Folder | undefined;
  lingersAs = "";
  /** Its number may be another's. */
  isReleased = false;
  /** What is mounted on this folder. */
  mounted: Home | undefined;
  /** What the last write made of it, and room to write more behind that: bytes that were there once are never changed. */
  #grown = NOTHING;
  #room = NOTHING;

  constructor(volume: Home, kind: InodeKind, mode: number) {
    this.volume = volume;
    this.kind = kind;
    this.number = volume.nextNumber();
    this.modified = this.durableModified = volume.time();
    this.changed = this.modified;
    this.mode = volume.personality.mode ?? mode;
  }

  get shownModified(): bigint {
    return this.volume.elapsed - this.closedAt < SHOWN_MS ? this.changed : this.modified;
  }

  /** `at`: behind its end lies a hole before it. */
  write(at: number, bytes: Uint8Array): void {
    const { length } = this.data;
    const end = Math.max(length, at + bytes.length);
    this.beginnings.push(at);
    // Behind the end of what is there nobody has seen anything, so that can be written in its place: a journal grows line by line.
    if (at < length || this.data !== this.#grown || end > this.#room.length) {
      this.#room = new Uint8Array(length === 0 ? end : 2 * end);
      this.#room.set(this.data);
    }
    this.#room.set(bytes, at);
    this.#change((this.#grown = this.#room.subarray(0, end)));
  }

  resize(size: number): void {
    this.shortest = Math.min(this.shortest, size);
    const resized = new Uint8Array(size);
    resized.set(this.data.subarray(0, size));
    this.#change(resized);
  }

  #change(data: Uint8Array): void {
    this.data = data;
    this.writtenAt = this.volume.elapsed;
    this.modified = this.changed = this.volume.time();
  }

  /** Its bytes and its time are on the device. */
  flush(): void {
    this.durable = this.data;
    this.durableModified = this.modified;
    this.shortest = this.data.length;
    this.beginnings.length = 0;
  }

  get isDurable(): boolean {
    return this.data === this.durable || equal(this.data, this.durable);
  }
}

/** What is of the kind "folder", and nothing else: names can be put into it. */
export class Folder extends Inode {
  override readonly entries = new Map<string, Entry>();
  override readonly durableEntries = new Map<string, Entry>();
  override readonly lingering = new Set<string>();

  constructor(volume: Home, mode = 0o755) {
    super(volume, "folder", mode);
  }
}

import type { Personality } from "./personality.js";

/** How long a share's client takes the time of closing for that of the last change. */
const SHOWN_MS = 1_000;

const NOTHING = new Uint8Array(0);
const NOBODY: ReadonlySet<string> = new Set();
const NO_ENTRIES: ReadonlyMap<string, Entry> = new Map();

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
