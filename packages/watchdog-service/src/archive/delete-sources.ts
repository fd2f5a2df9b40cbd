import { join } from "node:path";
import { messageOf, RiglineError } from "@rigline/core/errors";
import { inBatches, type Ledger } from "../copy/copy-tree.js";
import type { WorkPool } from "../copy/work-order.js";
import type { CopyRequest } from "../plan/copy-plan.js";
import { inspectIfThere, type Disk } from "../platform/disk.js";
import { archiveError } from "./archive-errors.js";
import { findModalitySources } from "./find-sources.js";

export interface Deletion {
  readonly files: number;
  /** What was left because it is not, byte for byte, what was copied. */
  readonly kept: readonly string[];
}

interface Candidate {
  readonly source: string;
  readonly bytes: number;
  readonly hash: string;
}

/**
 * Deletes those files of a manifest's modalities that still are what was copied, by time, size and content, then the
 * folders that are empty. Follows no link. A second run finishes what a first one began. Throws SOURCE_NOT_DELETED when
 * the system refuses.
 */
export async function deleteSources(
  { disk, pool }: { readonly disk: Disk; readonly pool: WorkPool },
  request: Pick<CopyRequest, "modalities">,
  ledger: Ledger,
  options: { readonly algorithm: string; readonly signal: AbortSignal },
): Promise<Deletion> {
  try {
    const { found, roots } = findModalitySources(disk, request);
    const kept: string[] = [];
    const candidates: Candidate[] = [];
    for (const { source, path, isFile } of found) {
      const copied = ledger.get(path);
      const unchanged = copied !== undefined && isFile && looksUnchanged(disk, source, copied);
      if (unchanged) candidates.push({ source, bytes: copied.bytes, hash: copied.hash });
      else kept.push(source);
    }
    let files = 0;
    for (const batch of inBatches(candidates)) {
      const paths = batch.map((file) => file.source);
      const hashes = await pool.run({ kind: "hash", algorithm: options.algorithm, paths }, { signal: options.signal });
      for (const [index, file] of batch.entries()) {
        if (hashes[index]?.hash === file.hash) {
          disk.removeFile(file.source);
          files += 1;
        } else kept.push(file.source);
      }
    }
    for (const root of roots) removeEmptyFolders(disk, root);
    return { files, kept };
  } catch (error) {
    options.signal.throwIfAborted();
    throw archiveError("SOURCE_NOT_DELETED", {
      what: `a source can't be deleted: ${messageOf(error)}`,
      ...(error instanceof RiglineError ? { where: error.where } : {}),
      cause: error,
    });
  }
}

function looksUnchanged(
  disk: Disk,
  source: string,
  copied: { readonly bytes: number; readonly modified?: string },
): boolean {
  const entry = disk.inspect(source);
  return entry.size === copied.bytes && entry.modifiedNs.toString() === copied.modified;
}

/** True when the folder is gone. */
function removeEmptyFolders(disk: Disk, folder: string): boolean {
  if (inspectIfThere(disk, folder)?.kind !== "folder") return false;
  const empty = disk.list(folder).map((name) => removeEmptyFolders(disk, join(folder, name)));
  if (empty.includes(false)) return false;
  disk.removeFolder(folder);
  return true;
}
