import { dirname } from "node:path/posix";
import type { PlannedFile } from "./copy-plan.js";
import { windowsObjection } from "@rigline/foundation/names";
import { collisionKey } from "./collision-key.js";
import { planError } from "./plan-errors.js";

const WARNED_NAMES = 5;

/** The tree that will be published, while it is being planned: it knows what would stand where, and refuses collisions. */
export class PlanTree {
  readonly #places = new Map<string, { readonly path: string; readonly source: string; readonly isFolder: boolean }>();
  readonly #folders = new Set<string>();
  readonly #files: PlannedFile[] = [];
  readonly #oddNames: string[] = [];
  readonly #passedOver: string[] = [];

  addFolder(path: string, source: string): void {
    if (this.#folders.has(path)) return;
    const parent = dirname(path);
    if (parent !== ".") this.addFolder(parent, source);
    this.#occupy(path, source, true);
    this.#folders.add(path);
  }

  addFile(file: PlannedFile): void {
    const parent = dirname(file.path);
    if (parent !== ".") this.addFolder(parent, file.source);
    if (this.#occupy(file.path, file.source, false)) this.#files.push(file);
  }

  /** Notes what stands in a source and is not part of it. */
  passOver(path: string): void {
    this.#passedOver.push(path);
  }

  get folders(): readonly string[] {
    return [...this.#folders].sort(byText);
  }

  get files(): readonly PlannedFile[] {
    return this.#files.toSorted((left, right) => byText(left.path, right.path));
  }

  get warnings(): readonly string[] {
    return [
      ...warningOf("names that can't be opened on Windows", this.#oddNames),
      ...warningOf("unfinished copies of other jobs, which are not copied", this.#passedOver),
    ];
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

function warningOf(what: string, found: readonly string[]): readonly string[] {
  if (found.length === 0) return [];
  const more = found.length - WARNED_NAMES;
  return [`${what}: ${found.slice(0, WARNED_NAMES).join("; ")}${more > 0 ? `; and ${more} more` : ""}`];
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
