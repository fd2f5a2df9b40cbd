import type { Random } from "../random.js";
import { type Entry, Inode } from "./inode.js";
import type { SimulatedTime } from "./clock.js";
import type { Personality } from "./personality.js";

/** A change of names that a power cut may still undo: all of it, or none. */
interface NameChange {
  /** Of the world's time, milliseconds. */
  readonly at: number;
  readonly sets: readonly { readonly folder: Inode; readonly key: string; readonly entry: Entry | undefined }[];
}

/** Whether a volume answers. `gone`: its mount point shows what lies under it; `refusing`: it answers `code`. */
export type VolumeState =
  | { readonly kind: "there" }
  | { readonly kind: "gone" }
  | { readonly kind: "refusing"; readonly code: string }
  | { readonly kind: "hanging"; readonly until: number };

/** What nobody flushes, the system writes to the device by itself after a while. */
const WRITTEN_BACK_MS = 35_000;

/** One file system: what it holds now, and what of that is on the device. */
export class Volume {
  readonly personality: Personality;
  readonly device: bigint;
  readonly root: Inode;
  state: VolumeState = { kind: "there" };
  /** Bytes that are left on it. */
  room = Infinity;
  /** So often its power was cut. */
  cuts = 0;
  /** Changes of names that are not on the device yet, oldest first. */
  readonly pending: NameChange[] = [];
  readonly #time: SimulatedTime;
  #number = 1;
  #tick = 0;

  constructor(personality: Personality, device: bigint, time: SimulatedTime) {
    this.personality = personality;
    this.device = device;
    this.#time = time;
    this.root = new Inode(this, "folder", 0o755);
  }

  nextNumber(): number {
    return (this.#number += 1);
  }

  get elapsed(): number {
    return this.#time.elapsed;
  }

  /** Never the same twice, where the file system's times are fine enough. */
  time(): bigint {
    this.#tick = (this.#tick + 1) % 1_000_000;
    return this.rounded(BigInt(this.#time.now().getTime()) * 1_000_000n + BigInt(this.#tick));
  }

  rounded(nanoseconds: bigint): bigint {
    const { timeStep } = this.personality;
    return timeStep === 1n ? nanoseconds : (nanoseconds / timeStep) * timeStep;
  }

  key(name: string): string {
    return this.personality.isCaseless ? name.toLowerCase() : name;
  }

  get(folder: Inode, name: string): Entry | undefined {
    return folder.entries.get(this.key(name));
  }

  /** Changes names, all at once. */
  change(
    ...sets: readonly { readonly folder: Inode; readonly name: string; readonly node: Inode | undefined }[]
  ): void {
    const changes = sets.map(({ folder, name, node }) => {
      const key = this.key(name);
      const entry = node === undefined ? undefined : { name, node };
      // Deleted first, so that a name that is taken anew comes last, as in a real folder.
      folder.entries.delete(key);
      if (entry !== undefined) folder.entries.set(key, entry);
      folder.modified = this.time();
      folder.changed = folder.modified;
      return { folder, key, entry };
    });
    this.pending.push({ at: this.#time.elapsed, sets: changes });
  }

  /** The same, on the device at once: what was there before this process, or nobody's. */
  changeDurably(folder: Inode, name: string, node: Inode | undefined): void {
    const key = this.key(name);
    for (const entries of [folder.entries, folder.durableEntries])
      if (node === undefined) entries.delete(key);
      else entries.set(key, { name, node });
    folder.modified = folder.changed = this.time();
  }

  /** Flushes the names of a folder: with them go all before them, or on a volume without order what these rest on. */
  flushNames(folder: Inode): void {
    if (this.personality.isOrdered) {
      const last = this.pending.findLastIndex(({ sets }) => sets.some((set) => set.folder === folder));
      this.#commit(this.pending.splice(0, last + 1));
      return;
    }
    const folders = new Set([folder]);
    const kept: NameChange[] = [];
    const flushed: NameChange[] = [];
    for (const change of this.pending.splice(0).toReversed()) {
      if (change.sets.some((set) => folders.has(set.folder))) {
        for (const set of change.sets) folders.add(set.folder);
        flushed.unshift(change);
      } else kept.unshift(change);
    }
    this.pending.push(...kept);
    this.#commit(flushed);
  }

  flushAllNames(): void {
    this.#commit(this.pending.splice(0));
  }

  /**
   * The power is cut. Of what was not flushed chance decides: a file keeps what was flushed, or is cut short, or has zeros, or
   * is whole; names got so far as they got, whatever became of the bytes. `keepNames`: they are the server's, which stays on.
   */
  cutPower(random: Random, { keepNames = false } = {}): void {
    this.cuts += 1;
    const old = this.elapsed - WRITTEN_BACK_MS;
    this.#commit(this.pending.splice(0, keepNames ? Infinity : this.pending.findLastIndex(({ at }) => at < old) + 1));
    this.#commit(this.#survivors(random));
    this.pending.length = 0;
    const seen = new Set<Inode>();
    const settle = (folder: Inode): void => {
      if (seen.has(folder)) return;
      seen.add(folder);
      folder.entries.clear();
      for (const [key, entry] of folder.durableEntries) folder.entries.set(key, entry);
      for (const { node } of folder.entries.values())
        if (node.kind === "folder") settle(node);
        else {
          node.open = 0;
          if (!node.isDurable) node.data = node.durable = node.writtenAt < old ? node.data : remains(node, random);
        }
    };
    settle(this.root);
  }

  /** An ordered volume keeps the oldest changes; another one of each folder the oldest. */
  #survivors(random: Random): readonly NameChange[] {
    const { pending } = this;
    if (this.personality.isOrdered) return pending.slice(0, random.below(pending.length + 1));
    const lost = new Set<Inode>();
    return pending.filter(({ sets }) => {
      const survives = !sets.some(({ folder }) => lost.has(folder)) && !random.chance(0.2);
      if (!survives) for (const { folder } of sets) lost.add(folder);
      return survives;
    });
  }

  #commit(changes: readonly NameChange[]): void {
    for (const { sets } of changes)
      for (const { folder, key, entry } of sets)
        if (entry === undefined) folder.durableEntries.delete(key);
        else folder.durableEntries.set(key, entry);
  }
}

function remains({ data, durable }: Inode, random: Random): Uint8Array {
  const kept = Math.max(Math.min(durable.length, data.length), random.below(data.length + 1));
  switch (random.below(4)) {
    case 0:
      return durable;
    case 1:
      return data.slice(0, kept);
    case 2: {
      const zeros = new Uint8Array(data.length);
      zeros.set(data.subarray(0, kept));
      return zeros;
    }
    default:
      return data;
  }
}
