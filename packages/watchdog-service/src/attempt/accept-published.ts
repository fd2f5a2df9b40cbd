import { join } from "node:path";
import type { ReadBack } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { publishError } from "../publish/publish-errors.js";
import type { WorkPool } from "../work/work-pool.js";
import { requireUnchanged } from "./last-look.js";
import type { Attempt } from "./step.js";

/** What stands under its final name now. */
export interface Published {
  readonly files: number;
  readonly bytes: number;
  /** False: the share has no flush, so that its copy may not outlive a power cut of the server. */
  readonly flushed: boolean;
  /** `device`: every file was read back past the cache of this machine. */
  readonly readBack: ReadBack;
  /** Of its files, relative to it. */
  readonly paths: readonly string[];
}

/**
 * What an attempt that was killed between the rename and its record has published; undefined when none did. The sources
 * need not even be there any more.
 */
export async function findEarlier(
  { parts, journal, signal }: Attempt,
  target: string,
  wanted: ReadBack,
): Promise<Published | undefined> {
  const { state, ledger } = journal.history();
  const files = [...ledger].map(([path, { bytes, hash }]) => ({ path, bytes, hash }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { planned } = state;
  if (planned === undefined || planned.files !== files.length || planned.bytes !== bytes) return undefined;
  const options = { algorithm: parts.settings.algorithm, wanted, signal };
  const comparison = await comparePublished(parts.pool, target, { files }, options);
  if (comparison === undefined || comparison.difference !== undefined) return undefined;
  mark("publish: a tree that was renamed before its record was written is accepted by the ledger");
  const { flushed, readBack } = comparison;
  return { files: files.length, bytes, flushed, readBack, paths: files.map(({ path }) => path) };
}

/** Undefined: nothing stands at the target. Throws DESTINATION_CONFLICT when other data than the plan's does. */
export async function acceptIfThere(
  attempt: Attempt,
  plan: CopyPlan,
  staging: string,
  wanted: ReadBack,
): Promise<Published | undefined> {
  const { parts, journal, signal } = attempt;
  const { pool, settings } = parts;
  const { algorithm } = settings;
  const expected = { files: plan.files, folders: plan.folders };
  const comparison = await comparePublished(pool, plan.target, expected, { algorithm, wanted, signal });
  if (comparison === undefined) return undefined;
  await pool.run({ kind: "removeTree", path: staging }, { signal });
  if (comparison.difference !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${plan.target} is there already and is not what the manifest names`,
      where: { file: plan.target },
      why: comparison.difference,
    });
  mark("publish: a tree under its final name that is what the manifest names is accepted");
  const there = new Map(comparison.files.map((file) => [file.path, file]));
  await requireUnchanged(attempt, plan, there);
  const files = plan.files.flatMap(({ path, modified, identity }) => {
    const file = there.get(path);
    return file === undefined ? [] : [{ ...file, modified, identity }];
  });
  const { flushed, readBack } = comparison;
  if (files.length > 0) journal.append({ type: "verified", algorithm, readBack, files });
  return {
    files: plan.files.length,
    bytes: plan.bytes,
    flushed,
    readBack,
    paths: plan.files.map(({ path }) => path),
  };
}

interface ExpectedFile {
  readonly path: string;
  readonly bytes: number;
  /** Undefined: the source has to be read to know it. */
  readonly hash?: string;
  readonly source?: string;
}

interface Comparison {
  /** The first difference found; undefined when all is equal. */
  readonly difference: string | undefined;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly hash: string }[];
  /** False: it could not all be brought onto the device for certain. */
  readonly flushed: boolean;
  readonly readBack: ReadBack;
}

/**
 * Compares what stands at a target with what is expected there: names and sizes first, then every byte. Flushed in
 * between: what a cut of the server took before, is missed; after it there is nothing left to lose. `folders` absent: only
 * files count. Returns undefined when nothing stands there.
 */
async function comparePublished(
  pool: WorkPool,
  target: string,
  expected: { readonly files: readonly ExpectedFile[]; readonly folders?: readonly string[] },
  options: { readonly algorithm: string; readonly wanted: ReadBack; readonly signal: AbortSignal },
): Promise<Comparison | undefined> {
  const { algorithm, signal } = options;
  let readBack = options.wanted;
  const tree = await pool.run({ kind: "compareTree", root: target, expected }, { signal });
  if (!tree.there) return undefined;
  if (tree.difference !== undefined) return { difference: tree.difference, files: [], flushed: false, readBack };
  const flushed = await pool.run({ kind: "flushTree", root: target }, { signal });
  const files: { path: string; bytes: number; hash: string }[] = [];
  for (const batch of inBatches(expected.files)) {
    const read = batch.flatMap(({ path, source }) => [
      { path: join(target, path), side: "copy", readBack } as const,
      ...(source === undefined ? [] : [{ path: source, side: "source" } as const]),
    ]);
    const hashes = await pool.run({ kind: "hash", algorithm, files: read }, { signal });
    const byPath = new Map(hashes.map((hash) => [hash.path, hash]));
    for (const file of batch) {
      const there = byPath.get(join(target, file.path));
      const wanted = file.source === undefined ? file.hash : byPath.get(file.source)?.hash;
      if (there === undefined || there.hash !== wanted)
        return { difference: `${file.path} has other content`, files, flushed, readBack };
      if (there.readBack === "cache") readBack = "cache";
      files.push({ path: file.path, bytes: file.bytes, hash: there.hash });
    }
  }
  return { difference: undefined, files, flushed, readBack };
}
