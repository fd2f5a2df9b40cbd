import { RiglineError } from "@rigline/foundation/errors";
import type { ProcessLock, ProcessLocks } from "@rigline/foundation/lock";
import type { Clock } from "@rigline/foundation/platform";
import type { SessionSummary } from "../session/list-sessions.js";
import { cleanError } from "./clean-errors.js";
import { cleanSession, type CleanSessionParts } from "./clean-session.js";
import type { CleanRow } from "./clean-row.js";
import { planClean, type CleanParts, type CleanWishes, type PlannedClean } from "./plan-clean.js";

export interface CleanPlan {
  readonly planned: readonly PlannedClean[];
  /** Of so many nothing is left at the rig. */
  readonly gone: number;
}

/** What would be deleted, session by session; touches nothing. */
export async function planCleaning(
  parts: CleanParts,
  summaries: readonly SessionSummary[],
  wishes: CleanWishes,
): Promise<CleanPlan> {
  const planned: PlannedClean[] = [];
  for (const [index, summary] of summaries.entries()) {
    parts.onProgress(`looking at ${summary.name}, ${index + 1} of ${summaries.length}`);
    const plan = await planClean(parts, summary, wishes);
    if (plan !== undefined) planned.push(plan);
  }
  return { planned, gone: summaries.length - planned.length };
}

/**
 * Deletes what was planned and a person has agreed to, session by session. What has changed since it was asked counts: each is
 * decided about once more right before. `onDone` is told of each.
 */
export async function performCleaning(
  parts: CleanParts & Omit<CleanSessionParts, "onDeleted">,
  plans: readonly PlannedClean[],
  wishes: CleanWishes,
  onDone: (row: CleanRow) => void,
): Promise<readonly CleanRow[]> {
  const rows: CleanRow[] = [];
  for (const { summary } of plans) {
    const plan = await planClean(parts, summary, { ...wishes, verifies: false });
    if (plan === undefined) continue;
    let files = 0;
    const onDeleted = (): void =>
      parts.onProgress(`deleting ${summary.name}: ${(files += 1)} of ${plan.row.files} files`);
    const row = plan.row.decision === "delete" ? await cleanSession({ ...parts, onDeleted }, plan) : plan.row;
    rows.push(row);
    onDone(row);
  }
  return rows;
}

/** One at a time in a data folder. Throws CLEAN_RUNNING. */
export async function acquireCleanLock(
  locks: Pick<ProcessLocks, "acquire">,
  { dataFolder, pid, clock }: { readonly dataFolder: string; readonly pid: number; readonly clock: Pick<Clock, "now"> },
): Promise<ProcessLock> {
  const folder = process.platform === "win32" ? dataFolder.toLowerCase() : dataFolder;
  try {
    return await locks.acquire(`rigline-clean:${folder}`, {
      pid,
      what: "rigline clean",
      since: clock.now().toISOString(),
    });
  } catch (error) {
    if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
    throw cleanError("CLEAN_RUNNING", {
      what: `${dataFolder} is being cleaned already: ${error.message}`,
      cause: error,
    });
  }
}
