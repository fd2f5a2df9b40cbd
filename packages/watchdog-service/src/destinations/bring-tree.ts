import type { SourceRead } from "@rigline/manifest";
import { CopyProgressTeller } from "../attempt/copy-progress.js";
import type { Attempt } from "../attempt/step.js";
import { copyError } from "../copy/copy-errors.js";
import type { CopyTask } from "../copy/copy-task.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import type { BroughtFile } from "../store/bring-files.js";
import type { StoreAt } from "./store-places.js";

/**
 * Has a store hold all of a plan, each file proven, and puts on record what is. `standing`: paths there under which something stands already. On
 * the first failure the other workers are stopped, and that failure is thrown. In the order of the plan.
 */
export async function bringTree(
  attempt: Attempt,
  plan: CopyPlan,
  { store, prefix }: StoreAt,
  standing: readonly string[],
): Promise<readonly BroughtFile[]> {
  const { parts, job, signal: stop } = attempt;
  const { pool, settings } = parts;
  const { verifySource } = settings;
  const there = new Set(standing);
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, failed.signal]);
  const failures: unknown[] = [];
  const batches = inBatches(plan.files);
  const brought = new Map<string, BroughtFile>();
  const progress = new CopyProgressTeller(parts, job, plan);
  const onBytes = (bytes: number): void => progress.addBytes(bytes);
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined && !signal.aborted; batch = batches.shift())
      try {
        const tasks = batch.map((file) => toStoreTask(file, file.path.slice(prefix.length), plan.said?.get(file.path)));
        const paths = tasks.flatMap(({ path }) => (there.has(path) ? [path] : []));
        const order = { kind: "bringFiles", store, tasks, standing: paths, verifySource } as const;
        const arrived = await pool.run(order, { signal, onBytes });
        const files = arrived.map((file) => ({ ...file, path: `${prefix}${file.path}` }));
        for (const file of files) brought.set(file.path, file);
        noteBrought(attempt, files);
        progress.addFiles(files);
      } catch (error) {
        failures.push(error);
        failed.abort();
      }
  };
  try {
    await Promise.all(Array.from({ length: pool.size + 1 }, work));
  } finally {
    progress.end();
  }
  if (stop.aborted) throw copyError("COPY_STOPPED", { what: `the copy to ${plan.target} was stopped` });
  if (failures.length > 0) throw failures[0];
  attempt.journal.flush();
  return plan.files.flatMap(({ path }) => brought.get(path) ?? []);
}

/** Whatever is sent, in a store nothing of it has a name of a file system. */
export function toStoreTask(
  { source, bytes, modified, identity }: PlannedFile,
  path: string,
  said: CopyTask["said"],
): CopyTask {
  const task = { source, destination: "", path, bytes, modified, identity };
  return said === undefined ? task : { ...task, said };
}

/** Puts on record, by each proof, what is news. */
export function noteBrought({ journal }: Attempt, files: readonly BroughtFile[]): void {
  const { ledger } = journal.history();
  for (const proof of ["server-hash", "read-back"] as const) {
    const news = files.filter((file) => {
      const known = ledger.get(file.path);
      return file.proof === proof && (known?.hash !== file.hash || known.identity !== file.identity);
    });
    if (news.length === 0) continue;
    const records = news.map(({ path, bytes, hash, modified, identity }) => ({
      path,
      bytes,
      hash,
      modified,
      identity,
    }));
    const from = proof === "read-back" ? ({ readBack: "device" } as const) : {};
    const reads = news.flatMap(({ sourceRead }): readonly SourceRead[] =>
      sourceRead === undefined ? [] : [sourceRead],
    );
    const twice =
      reads.length < news.length
        ? {}
        : { sourceRead: reads.includes("cache") ? ("cache" as const) : ("device" as const) };
    journal.note({ type: "verified", algorithm: "sha256", proof, ...from, ...twice, files: records });
  }
}
