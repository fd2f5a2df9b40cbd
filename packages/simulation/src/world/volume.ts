import type { Random } from "../random.js";
import { type Entry, Folder, type Home, type Inode, type NameSet, type VolumeState } from "./inode.js";
import type { SimulatedTime } from "./clock.js";
import { refusedName, withoutCase } from "./names.js";
import type { Personality } from "./personality.js";
import { remains } from "./remains.js";

/** A change of names that a power cut may still undo: all of it, or none. */
interface NameChange {
  /** Of the world's time, milliseconds. */
  readonly at: number;
  sets: readonly { readonly folder: Folder; readonly key: string; readonly entry: Entry | undefined }[];
  /** Whose names they are. */
  readonly nodes: readonly Inode[];
}

/** What nobody flushes, the system writes to the device by itself after a while: ext4 within 40 s, XFS within 60 s. */
const WRITTEN_BACK_MS = 65_000;

const SECOND = 1_000_000_000n;
/** Of a system's clock that dates files no finer. */
const TICK_MS = 4;

/** One file system: what it holds now, and what of that is on the device. */
export class Volume implements Home {
  readonly personality: Personality;
  readonly device: bigint;
  readonly root: Folder;
  /** Called when folders or links have changed, or whether it is there: what a path leads to may be otherwise. */
  onFolders: () => void = () => {};
  #state: VolumeState = { kind: "there" };
  /** Bytes that are left on it. */
  room = Infinity;
  /** So often its power was cut. */
  cuts = 0;
  /** Changes of names that are not on the device yet, oldest first. */
  readonly pending: NameChange[] = [];
  readonly #time: SimulatedTime;
  #number: number;
  /** Inodes of files that are gone, the last first. */
  readonly #free: number[] = [];
  #tick = 0;
  /** The last millisecond at which something was dated, and the nanoseconds until it. */
  #millisecond = Number.NaN;
  #nanoseconds = 0n;
  /** Of times that are too early and too late: these, and what becomes of them. */
  readonly #earliest: bigint | undefined;
  readonly #latest: bigint | undefined;
  /** Nanoseconds between two operations: none is quicker. */
  readonly #tickStep: number;

  constructor(personality: Personality, device: bigint, time: SimulatedTime) {
    this.personality = personality;
    this.device = device;
    this.#time = time;
    // No two volumes begin with the same inodes, as no two real ones that were filled by different people do.
    this.#number = Number(device) * 1_000_000;
    this.#tickStep = Math.min(100, Number(personality.timeStep));
    const { timeRange } = personality;
    this.#earliest = timeRange && timeRange[0] * SECOND;
    this.#latest = timeRange && (timeRange[1] + 1n) * SECOND - 1n;
    this.root = new Folder(this);
  }

  get state(): VolumeState {
    return this.#state;
  }

  set state(state: VolumeState) {
    this.#state = state;
    this.onFolders();
  }

  nextNumber(): number {
    return this.#free.pop() ?? (this.#number += 1);
  }

  /** Nobody has it open and no name leads to it. */
  release(node: Inode): void {
    if (!this.personality.reusesInodes || node.links > 0 || node.open > 0 || node.isReleased) return;
    node.isReleased = true;
    this.#free.push(node.number);
  }

  get elapsed(): number {
    return this.#time.elapsed;
  }

  /** Never the same twice, where the file system's times are fine enough. */
  time(): bigint {
    this.#tick = (this.#tick + this.#tickStep) % 1_000_000;
    const { isTicking } = this.personality;
    const milliseconds = Math.trunc(this.#time.wall);
    if (milliseconds !== this.#millisecond) {
      this.#millisecond = milliseconds;
      this.#nanoseconds = BigInt(isTicking ? Math.floor(milliseconds / TICK_MS) * TICK_MS : milliseconds) * 1_000_000n;
    }
    return this.rounded(isTicking ? this.#nanoseconds : this.#nanoseconds + BigInt(this.#tick));
  }

  rounded(nanoseconds: bigint): bigint {
    const { timeStep, timeRange } = this.personality;
    if (this.#earliest !== undefined && nanoseconds < this.#earliest) return this.#earliest;
    if (timeRange && this.#latest !== undefined && nanoseconds > this.#latest) return timeRange[1] * SECOND;
    return timeStep === 1n ? nanoseconds : (nanoseconds / timeStep) * timeStep;
  }

  /** Why a name can't be given, or undefined. */
  objection(name: string): string | undefined {
    return refusedName(name, this.personality);
  }

  key(name: string): string {
    return this.personality.isCaseless ? withoutCase(name) : name;
  }

  get(folder: Inode, name: string): Entry | undefined {
    return folder.entries.get(this.key(name));
  }

  /** Changes names, all at once. */
  change(...sets: readonly NameSet[]): void {
    const before: Inode[] = [];
    const nodes: Inode[] = [];
    const changes = sets.map(({ folder, name, node }) => {
      const key = this.key(name);
      const entry = node === undefined ? undefined : { name, node };
      // Deleted first, so that a name that is taken anew comes last, as in a real folder.
      const replaced = folder.entries.get(key)?.node;
      folder.entries.delete(key);
      if (entry !== undefined) {
        folder.entries.set(key, entry);
        entry.node.links += 1;
      }
      if (replaced !== undefined) {
        replaced.links -= 1;
        before.push(replaced);
      }
      if (isWay(node) || isWay(replaced)) this.onFolders();
      const concerned = node ?? replaced;
      if (concerned !== undefined) nodes.push(concerned);
      folder.modified = this.time();
      folder.changed = folder.modified;
      return { folder, key, entry };
    });
    this.pending.push({ at: this.#time.elapsed, sets: changes, nodes });
    for (const node of before) this.release(node);
  }

  /** The same, on the device at once: what was there before this process, or nobody's. */
  changeDurably(folder: Folder, name: string, node: Inode | undefined): void {
    const key = this.key(name);
    const before = folder.entries.get(key)?.node;
    // What was still on its way to the device under this name comes too late.
    for (const change of this.pending)
      change.sets = change.sets.filter((set) => set.folder !== folder || set.key !== key);
    for (const entries of [folder.entries, folder.durableEntries])
      if (node === undefined) entries.delete(key);
      else entries.set(key, { name, node });
    if (isWay(node) || isWay(before)) this.onFolders();
    if (before !== undefined) before.links -= 1;
    if (node !== undefined) node.links += 1;
    if (before !== undefined) this.release(before);
    folder.modified = folder.changed = this.time();
  }

  /** Flushes the names of a folder: with them go all before them, or on a volume without order what became of those files. */
  flushNames(folder: Folder): void {
    if (this.personality.isOrdered) {
      const last = this.pending.findLastIndex(({ sets }) => sets.some((set) => set.folder === folder));
      this.#commit(this.pending.splice(0, last + 1));
      return;
    }
    const nodes = new Set<Inode>();
    const kept: NameChange[] = [];
    const flushed: NameChange[] = [];
    for (const change of this.pending.splice(0).toReversed()) {
      if (change.sets.some((set) => set.folder === folder) || change.nodes.some((node) => nodes.has(node))) {
        for (const node of change.nodes) nodes.add(node);
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
    this.onFolders();
    const old = this.elapsed - WRITTEN_BACK_MS;
    this.#commit(this.pending.splice(0, keepNames ? Infinity : this.pending.findLastIndex(({ at }) => at < old) + 1));
    this.#commit(this.#survivors(random));
    this.pending.length = 0;
    this.#free.length = 0;
    const links = new Map<Inode, number>();
    const seen = new Set<Inode>();
    const settle = (folder: Folder): void => {
      if (seen.has(folder)) return;
      seen.add(folder);
      folder.entries.clear();
      for (const [key, entry] of folder.durableEntries) folder.entries.set(key, entry);
      folder.lingering.clear();
      for (const { node } of folder.entries.values()) {
        links.set(node, (links.get(node) ?? 0) + 1);
        if (!keepNames && random.chance(0.5)) node.modified = node.durableModified;
        node.durableModified = node.modified;
        if (node instanceof Folder) settle(node);
        else {
          node.open = 0;
          if (!node.isDurable) node.data = node.durable = node.writtenAt < old ? node.data : remains(node, random);
        }
      }
    };
    settle(this.root);
    for (const [node, count] of links) node.links = count;
  }

  /** An ordered volume keeps the oldest changes; another one of each file the oldest. */
  #survivors(random: Random): readonly NameChange[] {
    const { pending } = this;
    if (this.personality.isOrdered) return pending.slice(0, random.below(pending.length + 1));
    const lost = new Set<Inode>();
    const loses = random.pick([0.1, 0.5, 0.9]);
    return pending.filter(({ nodes }) => {
      const survives = !nodes.some((node) => lost.has(node)) && !random.chance(loses);
      if (!survives) for (const node of nodes) lost.add(node);
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

/** Whether paths lead through it. */
function isWay(node: Inode | undefined): boolean {
  return node !== undefined && node.kind !== "file";
}
