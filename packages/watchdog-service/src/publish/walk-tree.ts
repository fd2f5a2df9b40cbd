import { join } from "node:path";
import type { Disk } from "../platform/disk.js";

/** What stands in a folder, by path relative to it, `/` between folders. Sizes in bytes. */
export interface Tree {
  readonly files: ReadonlyMap<string, number>;
  readonly folders: ReadonlySet<string>;
  /** Links, pipes, sockets and devices. */
  readonly others: readonly string[];
}

export function walkTree(disk: Disk, root: string): Tree {
  const files = new Map<string, number>();
  const folders = new Set<string>();
  const others: string[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of disk.list(join(root, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const entry = disk.inspect(join(root, path));
      if (entry.kind === "file") files.set(path, entry.size);
      else if (entry.kind === "folder") {
        folders.add(path);
        pending.push(path);
      } else others.push(path);
    }
  }
  return { files, folders, others };
}

/** The first way in which a tree is not what was expected, or undefined. */
export function treeDifference(
  tree: Tree,
  expected: {
    readonly files: readonly { readonly path: string; readonly bytes: number }[];
    readonly folders?: readonly string[];
  },
): string | undefined {
  const [other] = tree.others;
  if (other !== undefined) return `${other} is there and is neither file nor folder`;
  for (const { path, bytes } of expected.files) {
    const size = tree.files.get(path);
    if (size === undefined) return `${path} is not there`;
    if (size !== bytes) return `${path} has ${size} bytes and not ${bytes}`;
  }
  if (tree.files.size > expected.files.length) {
    const known = new Set(expected.files.map((file) => file.path));
    return `${[...tree.files.keys()].find((path) => !known.has(path))} is there and not expected`;
  }
  if (expected.folders === undefined) return undefined;
  const folders = new Set(expected.folders);
  const extra = [...tree.folders].find((folder) => !folders.has(folder));
  if (extra !== undefined) return `the folder ${extra} is there and not expected`;
  const missing = expected.folders.find((folder) => !tree.folders.has(folder));
  return missing === undefined ? undefined : `the folder ${missing} is not there`;
}
