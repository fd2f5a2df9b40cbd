import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { type CopyStanding, type LatePlace, listOfHandOff, renderReceipt } from "@rigline/manifest";
import { archiveError } from "../archive/archive-errors.js";
import type { JobAttempt } from "../attempt/step.js";
import type { SourceChoice } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import type { DeletedPlace } from "./leave-receipts.js";

/** What is to be said of it beside its own journal. */
interface LeftBehind {
  readonly copies: readonly CopyStanding[];
  /** What was sent after it. */
  readonly late: readonly LatePlace[];
  readonly by: string | undefined;
}

/**
 * Leaves a receipt in the place of each source of a job that was deleted: where its data are, when they were handed off, the hash of their list, the job.
 * Throws SOURCE_NOT_DELETED where that can't be now.
 */
export async function leaveReceiptsOf(
  { parts, job, journal, signal }: JobAttempt,
  { modalities }: SourceChoice,
  { copies, late, by }: LeftBehind,
): Promise<void> {
  const { state, ledger } = journal.history();
  const { manifest, digest } = job;
  const target = targetFolder(job.request);
  const text = renderReceipt({
    job: { state, copies },
    late,
    manifest: basename(manifest),
    list: listOfHandOff(parts.fileSystem, { flagFolder: parts.settings.flagFolder, manifest, digest }, target),
    by: by ?? `the daemon at ${parts.settings.hostname}`,
    at: parts.clock.now(),
  });
  if (text === undefined) return;
  const places = Object.entries(modalities).flatMap(([modality, sources]) =>
    sources.map((path): DeletedPlace => ({ path, isFile: ledger.has(`${modality}/${basename(path)}`) })),
  );
  try {
    await parts.pool.run({ kind: "leaveReceipts", places, text }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    mark("receipts: one that can't be left now is left when it is tried again");
    throw archiveError("SOURCE_NOT_DELETED", {
      what: `its source is deleted, and no receipt can be left there yet: ${messageOf(error)}`,
      cause: error,
    });
  }
}
