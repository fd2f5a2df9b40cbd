import { join } from "node:path";
import type { FileSystem } from "@rigline/foundation/platform";
import { CHAIN, HISTORY, isIgnored, isNested } from "./history-names.js";
import { BadHistory, readCustodyHistory, filesOfHistory } from "./read-history.js";

/** A generation of a history below, as one above it names it. */
export interface HistoryReference {
  /** Relative to the root of the history above, `/` between folders. */
  readonly path: string;
  readonly c4: string;
}

/** The histories that lie below the root of another, and speak for all in their folders. */
export interface NestedHistories {
  /** Their folders, relative to the root, `/` between folders. */
  readonly roots: readonly string[];
  /** The last generation of each that no other of them holds. */
  readonly references: readonly HistoryReference[];
}

/** What they know of files, relative to the root above. */
export interface ReadNested extends NestedHistories {
  /** Of the files that they know by a C4 id. */
  readonly known: readonly (readonly [path: string, c4: string])[];
}

/**
 * Folders below the root that have a history of their own. Undefined: something is called as a history is and is none, or the root has one.
 * `paths`: of all files, and of folders.
 */
export function findNested(paths: readonly string[]): readonly string[] | undefined {
  const chains = new Set(paths.flatMap((path) => (path.endsWith(`/${HISTORY}/${CHAIN}`) ? [path] : [])));
  const roots = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/");
    const at = parts.findIndex((part) => part.toLowerCase() === HISTORY);
    if (at === -1) continue;
    const root = parts.slice(0, at).join("/");
    if (parts[at] !== HISTORY || !chains.has(`${root}/${HISTORY}/${CHAIN}`)) return undefined;
    roots.add(root);
  }
  return [...roots].sort();
}

/** Reads them. `paths`: of all files there are. Throws BadHistory, also where one of them does not know a file of its folder. */
export function readNested(
  fileSystem: Pick<FileSystem, "list" | "read">,
  folder: string,
  roots: readonly string[],
  paths: readonly string[],
): ReadNested {
  const known: (readonly [string, string])[] = [];
  const references: HistoryReference[] = [];
  for (const root of roots) {
    const history = readCustodyHistory(fileSystem, join(folder, root));
    const recorded = filesOfHistory(history);
    const deeper = roots.filter((other) => other.startsWith(`${root}/`));
    for (const path of paths) {
      if (!isNested(path, [root]) || isNested(path, deeper) || isIgnored(path)) continue;
      const own = path.slice(root.length + 1);
      if (!recorded.has(own)) throw new BadHistory(`${root}/${HISTORY} does not know ${own}`);
      const c4 = recorded.get(own);
      if (c4 !== undefined) known.push([path, c4]);
    }
    const { name, c4 } = history.generations.at(-1) ?? {};
    if (name !== undefined && c4 !== undefined && !isNested(root, roots))
      references.push({ path: `${root}/${HISTORY}/${name}`, c4 });
  }
  return { roots, references, known };
}
