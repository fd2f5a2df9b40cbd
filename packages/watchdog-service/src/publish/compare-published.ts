import { join } from "node:path";
import { inBatches } from "../copy/in-batches.js";
import type { WorkPool } from "../work/work-pool.js";

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
  pool: WorkPool,
  target: string,
  expected: { readonly files: readonly ExpectedFile[]; readonly folders?: readonly string[] },
  { algorithm, signal }: { readonly algorithm: string; readonly signal: AbortSignal },
): Promise<Comparison | undefined> {
  const tree = await pool.run({ kind: "compareTree", root: target, expected }, { signal });
  if (!tree.there) return undefined;
  if (tree.difference !== undefined) return { difference: tree.difference, files: [] };
  const files: { path: string; bytes: number; hash: string }[] = [];
  for (const batch of inBatches(expected.files)) {
    const read = batch.flatMap(({ path, source }) => [
      { path: join(target, path), side: "copy" } as const,
      ...(source === undefined ? [] : [{ path: source, side: "source" } as const]),
    ]);
    const hashes = await pool.run({ kind: "hash", algorithm, files: read }, { signal });
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
