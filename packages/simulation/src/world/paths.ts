import { posix } from "node:path";
import { refuse } from "./actor.js";
import { Folder, type Inode } from "./inode.js";
import type { Operation } from "./operation.js";

/** What a name was found to be. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
  readonly node: Inode | undefined;
  /** Absolute, without links, as the names are written. */
  readonly path: string;
}

const MOST_LINKS = 20;

/** Why a path leads nowhere. */
type Dead = "ENOENT" | "ENOTDIR" | "ELOOP" | "ENAMETOOLONG";

interface KnownFolder {
  readonly folder: Folder;
  /** Without links, and "" for the root. */
  readonly real: string;
}

/** A path as it is written, at its last slash. */
interface Split {
  readonly above: string;
  readonly part: string;
}

/** Of the few thousand paths that a life has. */
const MOST_SPLITS = 20_000;

/** What paths lead to. The way to a folder is kept in mind until folders, links or mounts are changed. */
export class Paths {
  readonly #root: Folder;
  readonly #known = new Map<string, KnownFolder>();
  readonly #splits = new Map<string, Split>();
  #seesAll = false;

  constructor(root: Folder) {
    this.#root = root;
  }

  /** A folder, a link or a mount has changed. */
  forget(): void {
    this.#known.clear();
  }

  /** What is mounted counts as there meanwhile, also where it is not. */
  whenAllAreThere<Answer>(look: () => Answer): Answer {
    this.#seesAll = true;
    try {
      return look();
    } finally {
      this.#seesAll = false;
    }
  }

  /** Throws ENOENT and ENOTDIR for what is above. */
  locate(path: string, follow: boolean, operation: Operation): Place {
    const found = this.find(path, follow);
    return typeof found === "string" ? refuse(found, operation, path) : found;
  }

  /** `links`: so many led to it. */
  find(path: string, follow: boolean, links = 0): Place | Dead {
    const { above, part } = this.#splits.get(path) ?? this.#split(path);
    if (part === "") return { folder: this.#root, name: "", node: this.#root, path: "/" };
    // What ends with a slash, or a dot, is a folder itself.
    if (part === "/") return this.find(above, true, links);
    const way = (this.#seesAll ? undefined : this.#known.get(above)) ?? this.#folderAt(above, links);
    if (typeof way === "string") return way;
    const { folder, real } = way;
    if (part.length > 63 && folder.volume.objection(part) === "ENAMETOOLONG") return "ENAMETOOLONG";
    const entry = folder.volume.get(folder, part);
    const name = entry?.name ?? part;
    const node = entry?.node;
    if (node?.kind === "link" && follow) {
      if (links >= MOST_LINKS) return "ELOOP";
      const target = posix.resolve(real === "" ? "/" : real, Buffer.from(node.data).toString());
      return this.find(target, follow, links + 1);
    }
    return { folder, name, node: this.#mountedOn(node), path: `${real}/${name}` };
  }

  #split(path: string): Split {
    const plain = path.includes("//") || path.includes("/.") ? posix.normalize(path) : path;
    const end = plain.lastIndexOf("/");
    const part = plain === "/" || plain === "" ? "" : end === plain.length - 1 ? "/" : plain.slice(end + 1);
    const split = { above: plain.slice(0, end), part };
    if (this.#splits.size >= MOST_SPLITS) this.#splits.clear();
    this.#splits.set(path, split);
    return split;
  }

  /** A folder by its path, without the last slash; links are followed. */
  #folderAt(path: string, links: number): KnownFolder | Dead {
    const found = this.find(path, true, links);
    if (typeof found === "string") return found;
    const { node, path: real } = found;
    if (node === undefined) return "ENOENT";
    if (!(node instanceof Folder)) return "ENOTDIR";
    const known = { folder: node, real: real === "/" ? "" : real };
    if (!this.#seesAll) this.#known.set(path, known);
    return known;
  }

  #mountedOn(node: Inode | undefined): Inode | undefined {
    const mounted = node?.mounted;
    return mounted !== undefined && (this.#seesAll || mounted.state.kind !== "gone") ? mounted.root : node;
  }
}
