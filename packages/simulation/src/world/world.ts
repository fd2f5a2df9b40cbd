import { basename, dirname } from "node:path";
import type { Random } from "../random.js";
import { type Actor, Died, refuse, Stuck } from "./actor.js";
import type { SimulatedTime } from "./clock.js";
import { Folder, type Home, Inode } from "./inode.js";
import type { Operation } from "./operation.js";
import { Paths, type Place } from "./paths.js";
import type { Volume } from "./volume.js";

/** What has just been done. */
export interface Deed {
  readonly actor: Actor;
  readonly operation: Operation;
  readonly path: string;
  /** Of a rename or link: the new name. */
  readonly to?: string;
  readonly node?: Inode;
  /** When whoever does it in a store had begun there, in the world's time: from then on nobody can keep others out. */
  readonly since?: number;
}

/** So many operations of a worker take a millisecond. */
const OPERATIONS_A_MS = 4;

/** Files and folders of all volumes, and what happens at each operation on them. */
export class World {
  readonly time: SimulatedTime;
  readonly root: Volume;
  readonly volumes = new Set<Volume>();
  operations = 0;
  cutAt = -Infinity;
  /** So often anything changed: what was looked at before may be otherwise. */
  changes = 0;
  /** Called before each operation: it may be the moment at which a person acts, or a process dies. */
  before: (actor: Actor, operation: Operation, path: string, volume: Home) => void = () => {};
  /** What arrives at a volume of the bytes that are written to it. */
  passOn: (volume: Home, bytes: Uint8Array) => Uint8Array = (_volume, bytes) => bytes;
  /** What is read of a file, which may be spoilt on its way. */
  giveBack: (path: string, bytes: Uint8Array) => void = () => {};
  /** Called after each that changed something. */
  observe: (deed: Deed) => void = () => {};
  readonly #paths: Paths;
  readonly #digest: { value: number } = { value: 0 };

  constructor(time: SimulatedTime, root: Volume) {
    this.time = time;
    this.root = root;
    this.#paths = new Paths(root.root);
    this.#add(root);
  }

  /** Of all that happened so far, in its order. */
  get digest(): string {
    return this.#digest.value.toString(16).padStart(8, "0");
  }

  note(number: number): void {
    this.#digest.value = (Math.imul(this.#digest.value ^ number, 0x01000193) + 0x9e37) >>> 0;
  }

  /** Whoever looks aside is no part of what happens: nothing comes in between, and neither an operation nor the digest tells of it. */
  aside<Seen>(look: () => Seen): Seen {
    const { before, operations } = this;
    const { value } = this.#digest;
    this.before = () => {};
    try {
      return look();
    } finally {
      this.before = before;
      this.operations = operations;
      this.#digest.value = value;
    }
  }

  mount(path: string, volume: Volume): void {
    const folder = this.locate(path, true).node;
    if (folder === undefined) throw new Error(`${path} is not there to mount a volume on`);
    folder.mounted = volume;
    this.changes += 1;
    this.#add(volume);
  }

  #add(volume: Volume): void {
    this.volumes.add(volume);
    volume.onFolders = () => this.#paths.forget();
    this.#paths.forget();
  }

  after(deed: Deed): void {
    this.changes += 1;
    this.observe(deed);
  }

  /** Finds what a path names. Throws ENOENT and ENOTDIR for what is above it. */
  locate(path: string, follow: boolean, operation: Operation = "inspect"): Place {
    return this.#paths.locate(path, follow, operation);
  }

  /** What a path names when all volumes are there: what is out of sight is not lost. */
  findAnywhere(path: string): Inode | undefined {
    return this.#paths.whenAllAreThere(() => this.find(path));
  }

  find(path: string): Inode | undefined {
    const found = this.#paths.find(path, true);
    return typeof found === "string" ? undefined : found.node;
  }

  /** The moment at which something may happen: throws what goes wrong at it. */
  pass(actor: Actor, operation: Operation, path: string, volume: Home): void {
    this.operations += 1;
    // An order takes its time, by which files are dated; nobody's timers come in between.
    if (actor.kind === "worker" && this.operations % OPERATIONS_A_MS === 0) this.time.block(1);
    this.note(operation.length * 31 + path.length);
    this.before(actor, operation, path, volume);
  }

  /** The moment of an operation: throws what goes wrong at it. */
  enter(actor: Actor, operation: Operation, path: string, volume: Home): void {
    if (!actor.isAlive) throw new Died(actor.name);
    this.pass(actor, operation, path, volume);
    if (!actor.isAlive) throw new Died(actor.name);
    const { state } = volume;
    if (state.kind === "refusing") refuse(state.code, operation, path);
    if (state.kind !== "hanging") return;
    actor.onStuck(state.until);
    throw new Stuck(`${operation} ${path}`);
  }

  /** The moment of an operation at a path, and what the path names then. */
  visit(actor: Actor, operation: Operation, path: string, follow: boolean): Place {
    const { changes } = this;
    const found = this.#paths.find(path, follow);
    const place = typeof found === "string" ? undefined : found;
    this.enter(actor, operation, path, (place?.node ?? place?.folder)?.volume ?? this.#volumeAbove(path));
    // At the moment of the operation it may be otherwise.
    return place !== undefined && changes === this.changes ? place : this.locate(path, follow, operation);
  }

  /** The volume that a path leads to, as far as it exists. */
  #volumeAbove(path: string): Home {
    if (path === ".") throw new Error("a process of the world asks for a path that is not absolute");
    return this.find(path)?.volume ?? (path === "/" ? this.root : this.#volumeAbove(dirname(path)));
  }

  // What follows is the hand of God, and of the test: at once, without faults, and durable.

  put(path: string, bytes: Uint8Array | string): Inode {
    this.changes += 1;
    this.folder(dirname(path));
    const { folder, name } = this.locate(path, true);
    const file = new Inode(folder.volume, "file", 0o644);
    file.data = file.durable = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    folder.volume.changeDurably(folder, name, file);
    return file;
  }

  /** The files at or below a path, each with its own. */
  *filesAt(path: string): Generator<readonly [path: string, node: Inode]> {
    const { node, path: real } = this.locate(path, true);
    if (node?.kind === "file") yield [real, node];
    for (const { name } of node?.entries.values() ?? []) yield* this.filesAt(`${real}/${name}`);
  }

  /** A file and the names on the way to it, are on the device. */
  settle(path: string): void {
    for (let current = path; current !== "/"; current = dirname(current)) {
      const { folder, name, node } = this.locate(current, true);
      if (node?.kind === "file") node.durable = node.data;
      if (node !== undefined && node.volume === folder.volume) folder.volume.changeDurably(folder, name, node);
    }
  }

  /** False: there is nothing. */
  drop(path: string): boolean {
    if (this.find(path) === undefined) return false;
    const { folder, name } = this.locate(path, false);
    this.changes += 1;
    folder.volume.changeDurably(folder, name, undefined);
    return true;
  }

  /** False: there is nothing, or the new name is taken. */
  move(path: string, to: string): boolean {
    const node = this.find(path);
    if (node === undefined || this.find(to) !== undefined) return false;
    const { folder, name } = this.locate(to, false);
    folder.volume.changeDurably(folder, name, node);
    return this.drop(path);
  }

  /** The folder, made with those above it where there is none. Throws ENOTDIR where something else stands. */
  folder(path: string): Folder {
    const there = this.find(path);
    if (there instanceof Folder) return there;
    if (there !== undefined) refuse("ENOTDIR", "makeFolder", path);
    const above = this.folder(dirname(path));
    const made = new Folder(above.volume);
    this.changes += 1;
    above.volume.changeDurably(above, basename(path), made);
    return made;
  }

  link(path: string, target: string): void {
    this.folder(dirname(path));
    const { folder, name } = this.locate(path, false);
    const link = new Inode(folder.volume, "link", 0o777);
    link.data = link.durable = Buffer.from(target);
    folder.volume.changeDurably(folder, name, link);
  }

  /** Cuts the power of the rig (all but what other computers serve), or of one server. */
  cutPower(random: Random, server?: Volume): void {
    this.cutAt = this.operations;
    for (const volume of this.volumes)
      if (server === undefined) volume.cutPower(random, { keepNames: volume.personality.isRemote });
      else if (volume === server) volume.cutPower(random);
  }
}
