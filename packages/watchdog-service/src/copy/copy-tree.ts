import { inFolder } from "@rigline/foundation/paths";
import { type Ledger, type ReadBack, type SourceRead, weakerRead } from "@rigline/manifest";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import { copyError } from "./copy-errors.js";
import { inShares } from "./in-batches.js";
import type { WorkPool } from "../work/work-pool.js";
import type { CopyTask, HeldCopy, VerifiedFile } from "./copy-task.js";

export interface CopiedTree {
  /** `identityOf` each copy when it was verified, in the order of the plan's files. */
  readonly copies: Float64Array;
  /** False: at least one could not be brought onto its device for certain. */
  readonly flushed: boolean;
  /** `device`: every copy was read back past the cache. */
  readonly readBack: ReadBack;
  /** How the first reading of every source was checked; undefined: that of one was not. */
  readonly sourceRead: SourceRead | undefined;
  /** False: at least one copy could not be given its source's time of last change. */
  readonly timesKept: boolean;
}

export interface CopyTreeOptions {
  readonly algorithm: string;
  /** What copies are to be read back from, as far as the destination lets them. */
  readonly readBack: ReadBack;
  /** Each source is read a second time. */
  readonly verifySource?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly ledger: Ledger;
  /** By path, of files of the ledger: copies that were verified while the session ran; absent: none were. */
  readonly held?: ReadonlyMap<string, HeldCopy> | undefined;
  /** Called as batches come in; once it returns they count as done. */
  readonly onVerified: (files: readonly VerifiedFile[]) => void;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies all of a plan into a folder that has the plan's folders, verified. Files of the ledger whose source did not
 * change since are only read again, and where only its identity changed, so is the source. On the first failure the other
 * workers are stopped, and that failure is thrown.
 */
export async function copyTree(
  pool: WorkPool,
  plan: CopyPlan,
  staging: string,
  options: CopyTreeOptions,
): Promise<CopiedTree> {
  const { algorithm, verifySource, onVerified, onBytes } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const failures: unknown[] = [];
  const batches = inShares(plan.files, pool.size);
  const copies = new Float64Array(plan.files.length);
  let [begun, running, flushed, timesKept] = [0, 0, true, true];
  let { readBack } = options;
  let sourceRead: SourceRead | undefined = "writer";
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined && !signal.aborted; batch = batches.shift()) {
      const first = begun;
      begun += batch.length;
      running += 1;
      const atOnce = Math.min(pool.size, running + batches.length);
      try {
        const tasks = batch.map((file) => toTask(file, staging, options, plan.said?.get(file.path)));
        const order = { kind: "copy", algorithm, tasks, readBack, verifySource, atOnce } as const;
        const outcome = await pool.run(order, { signal, onBytes });
        timesKept &&= outcome.timesKept;
        const indexes = new Map(batch.map(({ path }, index) => [path, index]));
        const verified = outcome.verified.map((file) => {
          const index = indexes.get(file.path) ?? -1;
          copies[first + index] = file.copy;
          flushed &&= file.flushed;
          // What refused it for one file is not asked again for each.
          if (file.readBack === "cache") readBack = "cache";
          sourceRead = weakerRead(sourceRead, file.sourceRead);
          return withTextsOf(batch[index], file);
        });
        if (verified.length > 0) onVerified(verified);
        if (outcome.failure !== undefined) throw outcome.failure;
      } catch (error) {
        failures.push(error);
        failed.abort();
      } finally {
        running -= 1;
      }
    }
  };
  // One more than there are workers, so that none is idle while the ledger is written.
  await Promise.all(Array.from({ length: pool.size + 1 }, work));
  if (options.signal.aborted) throw copyError("COPY_STOPPED", { what: `the copy to ${plan.target} was stopped` });
  if (failures.length > 0) throw failures[0];
  return { copies, flushed, readBack, sourceRead: begun > 0 ? sourceRead : undefined, timesKept };
}

/** The same, by the plan's own texts: of a hundred thousand files there need not be each text twice. */
function withTextsOf(planned: PlannedFile | undefined, file: VerifiedFile): VerifiedFile {
  if (planned === undefined) return file;
  const { path, modified } = planned;
  return { ...file, path, modified, identity: file.identity === planned.identity ? planned.identity : file.identity };
}

function toTask(
  file: PlannedFile,
  staging: string,
  { ledger, held: heldCopies }: Pick<CopyTreeOptions, "ledger" | "held">,
  said: CopyTask["said"],
): CopyTask {
  const { source, path, bytes, modified, identity } = file;
  const known = ledger.get(path);
  const reusable = known !== undefined && known.bytes === bytes && known.modified === modified;
  const place = { source, destination: inFolder(staging, path), path, bytes, modified, identity };
  const task = said === undefined ? place : { ...place, said };
  if (!reusable) return task;
  const held = heldCopies?.get(path);
  const sourceInDoubt = known.identity !== identity;
  return { ...task, ledgerHash: known.hash, sourceInDoubt, ...(held === undefined ? {} : { held }) };
}
