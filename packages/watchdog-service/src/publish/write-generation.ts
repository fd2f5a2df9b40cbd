import { join } from "node:path";
import { inspectIfThere, type Disk, removeTree } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import { type HashedFile, hashFolders } from "../custody/hash-folders.js";
import { CHAIN, HISTORY, isIgnored, isNested } from "../custody/history-names.js";
import { c4IdOf } from "../custody/c4-id.js";
import type { NestedHistories } from "../custody/nested-histories.js";
import { type GenerationHead, generationName, renderChain, renderGeneration } from "../custody/render-generation.js";
import { writeReadBack } from "./write-sums.js";

const DIGEST_BYTES = 64;
const OWNER_WORKS = 0o700;

/** The first generation of ASC MHL that is to lie among published files. */
export interface GenerationToWrite extends GenerationHead {
  /** Of the session. */
  readonly name: string;
  /** The sha512 of each file, one behind the other in the files' order. */
  readonly digests: Uint8Array;
  /** What it is read back from. */
  readonly readBack: ReadBack;
  /** Histories that the session has brought; absent: none. */
  readonly nested?: NestedHistories | undefined;
}

interface FilesAndFolders {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly folders: readonly string[];
}

/**
 * Writes the history of a staged tree, and flushes it and reads it back, as `writeReadBack` does; a history that stands there is an
 * earlier attempt's. `list`: what of ours lies among the files, `further` its sha512. Says what was written. `mode`: of its files.
 */
export function writeGeneration(
  disk: Disk,
  staging: string,
  { files, folders, generation }: FilesAndFolders & { readonly generation?: GenerationToWrite | undefined },
  list: readonly { readonly path: string; readonly bytes: number; readonly further?: string | undefined }[],
  mode: number,
): FilesAndFolders {
  if (generation === undefined) return { files: [], folders: [] };
  const { name, digests, readBack, nested: { roots, references } = { roots: [], references: [] } } = generation;
  const history = join(staging, HISTORY);
  if (inspectIfThere(disk, history) !== undefined) {
    mark("publish: a history that an earlier attempt left is written anew");
    removeTree(disk, history);
  }
  // Who may read its files may look into it.
  disk.makeFolder(history, OWNER_WORKS | (mode & 0o044) | ((mode & 0o044) >> 2));
  const hashed: HashedFile[] = [
    ...files.map(({ path, bytes }, index) => ({
      path,
      bytes,
      digest: digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES),
    })),
    ...list.map(({ path, bytes, further = "" }) => ({ path, bytes, digest: Buffer.from(further, "hex") })),
  ].filter(({ path }) => !isIgnored(path));
  const hashes = hashFolders(
    hashed,
    folders.filter((path) => !isIgnored(path)),
  );
  const written = generationName(name, generation);
  const content = {
    files: hashed.filter(({ path }) => !isNested(path, roots)),
    folders: new Map([...hashes].filter(([path]) => !isNested(path, roots))),
    references,
    process: "transfer",
  } as const;
  const how = { readBack, mode };
  const { bytes, further = "" } = writeReadBack(disk, join(history, written), renderGeneration(generation, content), {
    ...how,
    further: "sha512",
  });
  const chained = renderChain({ name: written, c4: c4IdOf(Buffer.from(further, "hex")) });
  const chain = writeReadBack(disk, join(history, CHAIN), [chained], how);
  disk.syncFolder(history);
  return {
    files: [
      { path: `${HISTORY}/${written}`, bytes },
      { path: `${HISTORY}/${CHAIN}`, bytes: chain.bytes },
    ],
    folders: [HISTORY],
  };
}
