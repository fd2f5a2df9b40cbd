import { join } from "node:path";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import type { Ledger, LedgerEntry, ReadBack } from "@rigline/manifest";
import { inBatches } from "../copy/in-batches.js";
import { isHandedOff } from "../gates/look-at-sources.js";
import type { SourceChoice } from "../plan/copy-plan.js";
import type { StorePlace } from "../store/open-store.js";
import type { WorkOrder, WorkResult } from "../work/work-order.js";
import type { WorkPool } from "../work/work-pool.js";
import { archiveError } from "./archive-errors.js";
import type { DeletableFile, Deletion, KeptFile, OwnDisk } from "./delete-batch.js";
import type { FoundSource } from "./find-sources.js";

/** What is begun is finished: of this much it is within half a second that somebody who takes the manifest away keeps the rest, on a share too. */
const ORDER = { files: 64, bytes: 4 * 1024 * 1024 };

export interface DeleteSourcesOptions {
  readonly algorithm: string;
  /** `<destination>/<name>`, where the copies are. */
  readonly target: string;
  /** The same, where that is in a store that is no file system. */
  readonly store?: StorePlace | undefined;
  /** As `deleteBatch` takes it. */
  readonly ownDisk: OwnDisk | undefined;
  /** What published copies are read from. */
  readonly readBack: ReadBack;
  /** Asked right before each few files, and before the empty folders. Rejects where no more is to be deleted, and with that the deletion. */
  readonly requireWanted: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface SourceDeletion extends Deletion {
  /** Sources that are named and not there: deleted before, or their disk is away. */
  readonly absent: readonly string[];
}

/**
 * Deletes those files of a manifest's modalities that still are what was copied, by time, size and content, and of which
 * every published copy is another file with that content; then the folders that are empty. Follows no link. A second run
 * finishes what a first one began. Throws SOURCE_NOT_DELETED when the system refuses, and what `requireWanted` does.
 */
export async function deleteSources(
  pool: WorkPool,
  request: SourceChoice,
  ledger: Ledger,
  { algorithm, target, store, ownDisk, readBack, requireWanted, signal }: DeleteSourcesOptions,
): Promise<SourceDeletion> {
  const run = async <Order extends WorkOrder>(order: Order): Promise<WorkResult<Order>> => {
    try {
      return await pool.run(order, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw refusal(error);
    }
  };
  const { found, roots, left, absent } = await run({ kind: "findSources", request });
  const { deletable, changed } = sortOut(found, ledger, store === undefined ? target : undefined);
  const kept: KeptFile[] = changed.map((source) => ({ source, reason: "changed" }));
  let files = 0;
  for (const batch of inBatches(deletable, ORDER)) {
    // Whoever takes a manifest away in the midst of it wants to keep what is left.
    await requireWanted();
    const deletion =
      store === undefined
        ? await run({ kind: "deleteFiles", algorithm, files: batch, ownDisk, readBack })
        : await run({ kind: "deleteStored", store, files: batch });
    files += deletion.files;
    kept.push(...deletion.kept);
  }
  // Where something is wrong with the copies, the empty folders among them are not to be trusted either.
  if (kept.every(({ reason }) => reason === "changed")) {
    // A place in a store is no path of this machine.
    const published = store === undefined ? [target] : [];
    await requireWanted();
    await run({ kind: "removeEmptyFolders", roots, except: [...published, ...left] });
  }
  return { files, kept, absent };
}

function refusal(error: unknown): RiglineError {
  if (error instanceof RiglineError && error.code.startsWith("DESTINATION_")) return error;
  return archiveError("SOURCE_NOT_DELETED", {
    what: `a source can't be deleted: ${messageOf(error)}`,
    ...(error instanceof RiglineError ? { where: error.where } : {}),
    cause: error,
  });
}

/** Each file once, however many modalities name it, with all the places where it was published; without `target` by their paths there. */
function sortOut(
  found: readonly FoundSource[],
  ledger: Ledger,
  target: string | undefined,
): { readonly deletable: readonly DeletableFile[]; readonly changed: readonly string[] } {
  const deletable = new Map<string, DeletableFile>();
  const changed = new Set<string>();
  for (const file of found) {
    const { source, path } = file;
    const copied = ledger.get(path);
    const earlier = deletable.get(source);
    if (copied === undefined || !isHandedOff(file, copied) || (earlier !== undefined && earlier.hash !== copied.hash))
      changed.add(source);
    else {
      const copy = target === undefined ? path : join(target, path);
      const published = [...(earlier?.published ?? []), copy];
      deletable.set(source, { source, published, bytes: copied.bytes, hash: copied.hash, ...identityIn(copied) });
    }
  }
  for (const source of changed) deletable.delete(source);
  return { deletable: [...deletable.values()], changed: [...changed] };
}

function identityIn({ identity }: LedgerEntry): Pick<DeletableFile, "identity"> {
  return identity === undefined ? {} : { identity };
}
