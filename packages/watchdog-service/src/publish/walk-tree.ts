import { type Disk, type DiskEntry, inspectIfThere } from "@rigline/foundation/disk";
import { inFolder } from "@rigline/foundation/paths";
import { systemCodeOf } from "@rigline/foundation/platform";
import { HISTORY, isOfHistory } from "../custody/history-names.js";
import { mark } from "@rigline/foundation/marks";

/** What stands in a folder, by path relative to it, `/` between folders. Sizes in bytes. */
interface Tree {
  readonly files: ReadonlyMap<string, number>;
  readonly folders: ReadonlySet<string>;
  /** Links, pipes, sockets and devices. */
  readonly others: readonly string[];
  /** Names that are no UTF-8: nothing can be opened by what is shown of them. */
  readonly unreachable: readonly string[];
}

/** `onFile`: told of each file, as it is come by. */
export function walkTree(disk: Disk, root: string, onFile?: (path: string, entry: DiskEntry) => void): Tree {
  const files = new Map<string, number>();
  const folders = new Set<string>();
  const others: string[] = [];
  const unreachable: string[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of disk.list(inFolder(root, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const entry = inspectUnlessGone(disk, inFolder(root, path));
      if (entry === "gone") continue;
      if (entry === "unreachable") unreachable.push(path);
      else if (entry.kind === "file") {
        files.set(path, entry.size);
        onFile?.(path, entry);
      } else if (entry.kind === "folder") {
        folders.add(path);
        pending.push(path);
      } else others.push(path);
    }
  }
  return { files, folders, others, unreachable };
}

/** What went away since its folder was listed is not there; what never could be opened by this name is. */
function inspectUnlessGone(disk: Disk, path: string): DiskEntry | "gone" | "unreachable" {
  try {
    return disk.inspect(path);
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
    if (path.includes("\uFFFD")) return "unreachable";
    mark("publish: what went away since its folder was listed is not there");
    return "gone";
  }
}

/** The first way in which a tree is not what was expected, or undefined. */
export function treeDifference(tree: Tree, expected: TreeShape): string | undefined {
  const [unreachable] = tree.unreachable;
  if (unreachable !== undefined) return `${unreachable} is there, and its name is no UTF-8`;
  const [other] = tree.others;
  if (other !== undefined) return `${other} is there and is neither file nor folder`;
  for (const { path, bytes } of expected.files) {
    const size = tree.files.get(path);
    if (size === undefined) return `${path} is not there`;
    if (size !== bytes) return `${path} has ${size} bytes and not ${bytes}`;
  }
  if (tree.files.size > expected.files.length) {
    const known = new Set(expected.files.map((file) => file.path));
    const mayBe = (path: string): boolean =>
      path === expected.mayHave || (expected.mayHaveHistory === true && isOfHistory(path));
    const extra = [...tree.files.keys()].find((path) => !known.has(path) && !mayBe(path));
    if (extra !== undefined) return `${extra} is there and not expected`;
  }
  if (expected.folders === undefined) return undefined;
  const folders = new Set([...expected.folders, ...(expected.mayHaveHistory === true ? [HISTORY] : [])]);
  const extra = [...tree.folders].find((folder) => !folders.has(folder));
  if (extra !== undefined) return `the folder ${extra} is there and not expected`;
  const missing = expected.folders.find((folder) => !tree.folders.has(folder));
  return missing === undefined ? undefined : `the folder ${missing} is not there`;
}

/** The names and sizes of a tree, relative to its root, `/` between folders. `folders` absent: only files count. */
export interface TreeShape {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly folders?: readonly string[];
  /** A file that may be there as well; absent: none. */
  readonly mayHave?: string | undefined;
  /** Whether a history of ASC MHL may be there as well; absent: it may not. */
  readonly mayHaveHistory?: boolean;
}

/** `difference`: the first one found; undefined when there is none. */
export type TreeComparison =
  | { readonly there: false }
  | {
      readonly there: true;
      readonly difference: string | undefined;
      /** The file that it may have as well is there. */
      readonly hasMore?: boolean;
    };

/** Compares names and sizes; reads no file. */
export function compareTree(disk: Disk, root: string, expected: TreeShape): TreeComparison {
  const entry = inspectIfThere(disk, root);
  if (entry === undefined) return { there: false };
  const [only] = expected.files;
  if (only?.path === "") {
    const isSame = entry.kind === "file" && entry.size === only.bytes;
    return { there: true, difference: isSame ? undefined : `${root} is another file, or none` };
  }
  if (entry.kind !== "folder") return { there: true, difference: `${root} is no folder` };
  const tree = walkTree(disk, root);
  const difference = treeDifference(tree, expected);
  if (difference !== undefined) return { there: true, difference: otherPart(tree, expected) ?? difference };
  const hasMore = expected.mayHave !== undefined && tree.files.has(expected.mayHave);
  return { there: true, difference, ...(hasMore ? { hasMore } : {}) };
}

/** What is there when two computers hand off their parts of one session under one name, in words that say the way out. */
function otherPart(tree: Tree, { folders = [] }: TreeShape): string | undefined {
  const [there, wanted] = [modalitiesIn(tree.folders), modalitiesIn(folders)];
  if (there.length === 0 || wanted.length === 0 || wanted.some((name) => there.includes(name))) return undefined;
  return `it holds ${there.join(", ")}, and the manifest brings ${wanted.join(", ")}: if another computer has handed off its part of the same session, say in the manifests of both which parts belong together (\`rigline_parts\`), or give one of them another name`;
}

function modalitiesIn(folders: Iterable<string>): readonly string[] {
  return [...folders].filter((path) => !path.includes("/")).sort();
}
