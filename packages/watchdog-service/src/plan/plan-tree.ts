import { windowsObjection } from "@rigline/foundation/names";
import type { FolderTraits, LeftOut, PlannedFile } from "./copy-plan.js";
import { planError } from "./plan-errors.js";

const WARNED_NAMES = 5;
/** Less than this is not worth a word. */
const HOLES_BYTES = 64 * 1024 * 1024;

/** The tree that will be published, while it is being planned: it knows what would stand where, and refuses collisions. */
export class PlanTree {
  readonly #places = new Map<string, { readonly path: string; readonly source: string; readonly isFolder: boolean }>();
  readonly #folders = new Map<string, FolderTraits | undefined>();
  readonly #files: PlannedFile[] = [];
  readonly #oddNames: string[] = [];
  readonly #passedOver: string[] = [];
  readonly #holed: { readonly source: string; readonly bytes: number; readonly allocated: number }[] = [];

  /** Looked into, and not taken by themselves: they are there as soon as a file in them is. */
  readonly #expected = new Map<string, { readonly source: string; readonly traits: FolderTraits }>();
  readonly #leftOut: string[] = [];
  readonly #late: { readonly path: string; readonly source: string }[] = [];
  #leftBytes = 0;
  /** Of the files, until another is added: to sort a hundred thousand takes a tenth of a second. */
  #sorted: readonly PlannedFile[] | undefined;

  /** `traits`: of the source, where the folder has one. */
  addFolder(path: string, source: string, traits?: FolderTraits): void {
    const expected = this.#expected.get(path);
    this.#expected.delete(path);
    if (!this.#folders.has(path)) {
      this.#addParent(path, source);
      this.#occupy(path, expected?.source ?? source, true);
    }
    this.#folders.set(path, merge(this.#folders.get(path), merge(traits, expected?.traits)));
  }

  /** Adds a folder when something in it is added, and not else. */
  expectFolder(path: string, source: string, traits: FolderTraits): void {
    if (this.#folders.has(path)) this.addFolder(path, source, traits);
    else this.#expected.set(path, { source, traits: merge(this.#expected.get(path)?.traits, traits) ?? traits });
  }

  /** Notes a file that is not taken. */
  leaveOut(path: string, bytes: number): void {
    this.#leftOut.push(path);
    this.#leftBytes += bytes;
  }

  /** Notes a file that came after the session's end. */
  leaveLate(path: string, source: string): void {
    this.#late.push({ path, source });
  }

  /** Sources that came after the session's end. */
  get late(): readonly string[] {
    return this.#late.map(({ source }) => source);
  }

  /** `allocated`: bytes that it takes on its device. */
  addFile(file: PlannedFile, allocated: number): void {
    this.#addParent(file.path, file.source);
    if (!this.#occupy(file.path, file.source, false)) return;
    this.#files.push(file);
    this.#sorted = undefined;
    if (file.bytes - allocated >= HOLES_BYTES) this.#holed.push({ source: file.source, bytes: file.bytes, allocated });
  }

  /** Notes what stands in a source and is not part of it. */
  passOver(path: string): void {
    this.#passedOver.push(path);
  }

  get folders(): readonly string[] {
    return [...this.#folders.keys()].sort(byText);
  }

  get traits(): ReadonlyMap<string, FolderTraits> {
    return new Map([...this.#folders].flatMap(([path, traits]) => (traits === undefined ? [] : [[path, traits]])));
  }

  get files(): readonly PlannedFile[] {
    return (this.#sorted ??= this.#files.toSorted((left, right) => byText(left.path, right.path)));
  }

  get leftOut(): LeftOut {
    return { files: this.#leftOut.length, bytes: this.#leftBytes };
  }

  /** Of files that are not taken. */
  get leftPaths(): readonly string[] {
    return this.#leftOut;
  }

  get warnings(): readonly string[] {
    const holed = this.#holed.map(
      ({ source, bytes, allocated }) => `${source} (${bytes} bytes, ${allocated} of them on the disk)`,
    );
    return [
      ...warningOf("names that can't be opened on Windows", this.#oddNames),
      ...warningOf(
        "made after the session's end, and not handed off with it",
        this.#late.map(({ path }) => path),
      ),
      ...warningOf("unfinished copies of other jobs, which are not copied", this.#passedOver),
      ...warningOf(
        "files with holes, or compressed by their disk, may take more room at the destination than here",
        holed,
      ),
    ];
  }

  /** Mostly it is there: of all files in a folder one has it made. */
  #addParent(path: string, source: string): void {
    const end = path.lastIndexOf("/");
    if (end < 0) return;
    const parent = path.slice(0, end);
    if (!this.#folders.has(parent) || this.#expected.has(parent)) this.addFolder(parent, source);
  }

  /** False: the same thing from the same source stands there already. */
  #occupy(path: string, source: string, isFolder: boolean): boolean {
    const key = collisionKey(path);
    const other = this.#places.get(key);
    if (other === undefined) {
      this.#places.set(key, { path, source, isFolder });
      const objection = windowsObjection(path.slice(path.lastIndexOf("/") + 1));
      if (objection !== undefined) this.#oddNames.push(`${path} (${objection})`);
      return true;
    }
    if (other.path === path && other.isFolder && isFolder) return false;
    if (other.path === path && other.source === source && other.isFolder === isFolder) return false;
    throw planError("PATHS_COLLIDE", {
      what: `${source} and ${other.source} would both be written to ${path}`,
      where: { file: source },
      why:
        other.path === path
          ? "two sources with one path in the published folder"
          : `${JSON.stringify(other.path)} and ${JSON.stringify(path)} differ only in case or in how an accent is written, which many file systems do not tell apart`,
    });
  }
}

export function warningOf(what: string, found: readonly string[]): readonly string[] {
  if (found.length === 0) return [];
  const more = found.length - WARNED_NAMES;
  return [`${what}: ${found.slice(0, WARNED_NAMES).join("; ")}${more > 0 ? `; and ${more} more` : ""}`];
}

function merge(one: FolderTraits | undefined, other: FolderTraits | undefined): FolderTraits | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const modified = BigInt(one.modified) > BigInt(other.modified) ? one.modified : other.modified;
  return { modified, mode: one.mode & other.mode };
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

// oxlint-disable-next-line no-control-regex -- these are the characters that have one form
const ASCII = /^[\u0000-\u007F]*$/;

/** Equal for paths that a file system blind to case or to Unicode forms takes for one. */
function collisionKey(path: string): string {
  if (ASCII.test(path)) return path.toLowerCase();
  const key = path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
  // Most paths are their own key, and of a hundred thousand of them there need not be two copies.
  return key === path ? path : key;
}
