import { messageOf, RiglineError } from "@rigline/core/errors";
import type { Ledger } from "../copy/copy-tree.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyRequest } from "../plan/copy-plan.js";
import type { WorkPool } from "../work/work-pool.js";
import { archiveError } from "./archive-errors.js";
import type { DeletableFile, Deletion } from "./delete-batch.js";
import type { FoundSource } from "./find-sources.js";

/**
 * Deletes those files of a manifest's modalities that still are what was copied, by time, size and content, then the
 * folders that are empty. Follows no link. A second run finishes what a first one began. Throws SOURCE_NOT_DELETED when
 * the system refuses.
 */
export async function deleteSources(
  pool: WorkPool,
  { modalities }: Pick<CopyRequest, "modalities">,
  ledger: Ledger,
  { algorithm, signal }: { readonly algorithm: string; readonly signal: AbortSignal },
): Promise<Deletion> {
  try {
    const { found, roots } = await pool.run({ kind: "findSources", request: { modalities } }, { signal });
    const kept: string[] = [];
    const deletable: DeletableFile[] = [];
    for (const file of found) {
      const copied = ledger.get(file.path);
      if (copied !== undefined && looksUnchanged(file, copied))
        deletable.push({ source: file.source, bytes: copied.bytes, hash: copied.hash });
      else kept.push(file.source);
    }
    let files = 0;
    for (const batch of inBatches(deletable)) {
      const deletion = await pool.run({ kind: "deleteFiles", algorithm, files: batch }, { signal });
      files += deletion.files;
      kept.push(...deletion.kept);
    }
    await pool.run({ kind: "removeEmptyFolders", roots }, { signal });
    return { files, kept };
  } catch (error) {
    signal.throwIfAborted();
    throw archiveError("SOURCE_NOT_DELETED", {
      what: `a source can't be deleted: ${messageOf(error)}`,
      ...(error instanceof RiglineError ? { where: error.where } : {}),
      cause: error,
    });
  }
}

function looksUnchanged(
  { isFile, bytes, modified }: FoundSource,
  copied: { readonly bytes: number; readonly modified?: string },
): boolean {
  return isFile && bytes === copied.bytes && modified === copied.modified;
}
