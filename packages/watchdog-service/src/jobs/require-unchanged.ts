import { copyError } from "../copy/copy-errors.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { digestPlan } from "../plan/digest-plan.js";
import { planAsks, type Attempt } from "./attempt.js";

/**
 * Throws SOURCE_CHANGED when the sources are not as they were planned: what was copied first may have changed, and what was
 * not there may have come, while the last file was copied.
 */
export async function requireUnchanged(attempt: Attempt, plan: CopyPlan): Promise<void> {
  const { pool } = attempt.parts;
  const { signal } = attempt;
  const asks = planAsks(attempt);
  const digest = await pool.run({ kind: "planDigest", ...asks }, { signal });
  if (digest === digestPlan(plan)) return;
  const changed = firstChange(plan, await pool.run({ kind: "plan", ...asks }, { signal }));
  throw copyError("SOURCE_CHANGED", {
    what: `the source of ${plan.target} changed while it was being copied`,
    why: changed === undefined ? "it changed back meanwhile" : `it differs at ${changed}`,
  });
}

function firstChange(before: CopyPlan, after: CopyPlan): string | undefined {
  const old = new Set(linesOf(before));
  const now = linesOf(after);
  const changed = now.find((line) => !old.has(line));
  if (changed !== undefined) return changed.split("\0")[0];
  return now.length < old.size ? "something that was removed" : undefined;
}

function linesOf({ folders, files }: CopyPlan): string[] {
  return [...folders, ...files.map(({ path, source, bytes, modified }) => [path, source, bytes, modified].join("\0"))];
}
