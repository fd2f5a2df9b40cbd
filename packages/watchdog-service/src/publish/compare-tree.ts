import { inspectIfThere, type Disk } from "../platform/disk.js";
import { treeDifference, walkTree, type Tree } from "./walk-tree.js";

/** The names and sizes of a tree, relative to its root, `/` between folders. `folders` absent: only files count. */
export interface TreeShape {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly folders?: readonly string[];
}

/** `difference`: the first one found; undefined when there is none. */
export type TreeComparison =
  | { readonly there: false }
  | { readonly there: true; readonly difference: string | undefined };

/** Compares names and sizes; reads no file. */
export function compareTree(disk: Disk, root: string, expected: TreeShape): TreeComparison {
  const entry = inspectIfThere(disk, root);
  if (entry === undefined) return { there: false };
  if (entry.kind !== "folder") return { there: true, difference: `${root} is no folder` };
  const tree = walkTree(disk, root);
  const difference = treeDifference(tree, expected);
  return { there: true, difference: difference === undefined ? undefined : (otherPart(tree, expected) ?? difference) };
}

/** What is there when two computers hand off their parts of one session under one name, in words that say the way out. */
function otherPart(tree: Tree, { folders = [] }: TreeShape): string | undefined {
  const [there, wanted] = [modalitiesIn(tree.folders), modalitiesIn(folders)];
  if (there.length === 0 || wanted.length === 0 || wanted.some((name) => there.includes(name))) return undefined;
  return `it holds ${there.join(", ")}, and the manifest brings ${wanted.join(", ")}: if another computer has handed off its part of the same session, give one of the two manifests another name, such as with the computer's behind it, or name all the modalities in one manifest`;
}

function modalitiesIn(folders: Iterable<string>): readonly string[] {
  return [...folders].filter((path) => !path.includes("/")).sort();
}
