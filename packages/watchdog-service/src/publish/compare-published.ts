import { join } from "node:path";
import { inBatches } from "../copy/copy-tree.js";
import type { WorkPool } from "../copy/work-order.js";
import { inspectIfThere, type Disk } from "../platform/disk.js";
import { treeDifference, walkTree } from "./walk-tree.js";

export interface ExpectedFile {
  readonly path: string;
  readonly bytes: number;
  /** Undefined: the source has to be read to know it. */
  readonly hash?: string;
  readonly source?: string;
}

export interface Comparison {
  /** The first difference found; undefined when all is equal. */
  readonly difference: string | undefined;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly hash: string }[];
}

/**
 * Compares what stands at a target with what is expected there: names and sizes first, then every byte. `folders` absent:
 * only files count. Returns undefined when nothing stands there.
 */
export async function comparePublished(
  { disk, pool }: { readonly disk: Disk; readonly pool: WorkPool },
  target: string,
  expected: { readonly files: readonly ExpectedFile[]; readonly folders?: readonly string[] },
  options: { readonly algorithm: string; readonly signal: AbortSignal },
): Promise<Comparison | undefined> {
  const entry = inspectIfThere(disk, target);
  if (entry === undefined) return undefined;
  if (entry.kind !== "folder") return { difference: `${target} is no folder`, files: [] };
  const difference = treeDifference(walkTree(disk, target), expected);
  if (difference !== undefined) return { difference, files: [] };
  const files: { path: string; bytes: number; hash: string }[] = [];
  for (const batch of inBatches(expected.files)) {
    const paths = batch.flatMap((file) => [
      join(target, file.path),
      ...(file.source === undefined ? [] : [file.source]),
    ]);
    const hashes = await pool.run({ kind: "hash", algorithm: options.algorithm, paths }, { signal: options.signal });
    const byPath = new Map(hashes.map((hash) => [hash.path, hash.hash]));
    for (const file of batch) {
      const there = byPath.get(join(target, file.path));
      const wanted = file.source === undefined ? file.hash : byPath.get(file.source);
      if (there === undefined || there !== wanted) return { difference: `${file.path} has other content`, files };
      files.push({ path: file.path, bytes: file.bytes, hash: there });
    }
  }
  return { difference: undefined, files };
}
