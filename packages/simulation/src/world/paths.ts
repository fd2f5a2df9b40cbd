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

/** What is looked for, for who is told that it is not there. */
interface Asked {
  readonly operation: Operation;
  readonly path: string;
  /** So many links led to it. */
  readonly links: number;
}

interface KnownFolder {
  readonly folder: Folder;
  /** Without links, and "" for the root. */
  readonly real: string;
}

/** What paths lead to. The way to a folder is kept in mind until folders, links or mounts are changed. */
export class Paths {
  readonly #root: Folder;
  readonly #known = new Map<string, KnownFolder>();
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
    return this.#locate(path, follow, { operation, path, links: 0 });
  }

  #locate(path: string, follow: boolean, asked: Asked): Place {
    const plain = path.includes("//") || path.includes("/.") ? posix.normalize(path) : path;
    if (plain === "/" || plain === "") return { folder: this.#root, name: "", node: this.#root, path: "/" };
    const end = plain.lastIndexOf("/");
    if (end === plain.length - 1) return this.#locate(plain.slice(0, end), true, asked);
    const { folder, real } = this.#folderAt(plain.slice(0, end), asked);
    const part = plain.slice(end + 1);
    if (part.length > 63 && folder.volume.objection(part) === "ENAMETOOLONG")
      refuse("ENAMETOOLONG", asked.operation, asked.path);
    const entry = folder.volume.get(folder, part);
    const name = entry?.name ?? part;
    const node = entry?.node;
    if (node?.kind === "link" && follow) {
      if (asked.links >= MOST_LINKS) refuse("ELOOP", asked.operation, asked.path);
      const target = posix.resolve(real === "" ? "/" : real, Buffer.from(node.data).toString());
      return this.#locate(target, follow, { ...asked, links: asked.links + 1 });
    }
    return { folder, name, node: this.#mountedOn(node), path: `${real}/${name}` };
  }

  /** A folder by its path, without the last slash; links are followed. */
  #folderAt(path: string, asked: Asked): KnownFolder {
    const known = this.#seesAll ? undefined : this.#known.get(path);
    if (known !== undefined) return known;
    const { node, path: real } = this.#locate(path, true, asked);
    if (node === undefined) refuse("ENOENT", asked.operation, asked.path);
    if (!(node instanceof Folder)) refuse("ENOTDIR", asked.operation, asked.path);
    const found = { folder: node, real: real === "/" ? "" : real };
    if (!this.#seesAll) this.#known.set(path, found);
    return found;
  }

  #mountedOn(node: Inode | undefined): Inode | undefined {
    const mounted = node?.mounted;
    return mounted !== undefined && (this.#seesAll || mounted.state.kind !== "gone") ? mounted.root : node;
  }
}
