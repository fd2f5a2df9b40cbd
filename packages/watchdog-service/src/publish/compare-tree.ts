import { inspectIfThere, type Disk } from "../platform/disk.js";
import { treeDifference, walkTree } from "./walk-tree.js";

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
  return { there: true, difference: treeDifference(walkTree(disk, root), expected) };
}
