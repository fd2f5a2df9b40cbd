import type { CopyPlan } from "../plan/copy-plan.js";
import { comparePublished } from "../publish/compare-published.js";
import { publishError } from "../publish/publish-errors.js";
import { requireUnchanged } from "./require-unchanged.js";
import type { Attempt } from "./attempt.js";

/**
 * What an attempt that was killed between the rename and its record has published; undefined when none did. The sources
 * need not even be there any more.
 */
export async function findEarlier(
  { parts, journal, signal }: Attempt,
  target: string,
): Promise<{ readonly files: number; readonly bytes: number } | undefined> {
  const { state, ledger } = journal.history();
  const files = [...ledger].map(([path, { bytes, hash }]) => ({ path, bytes, hash }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { planned } = state;
  if (planned === undefined || planned.files !== files.length || planned.bytes !== bytes) return undefined;
  const options = { algorithm: parts.settings.algorithm, signal };
  const comparison = await comparePublished(parts.pool, target, { files }, options);
  if (comparison === undefined || comparison.difference !== undefined) return undefined;
  await parts.pool.run({ kind: "flushTree", root: target }, { signal });
  return { files: files.length, bytes };
}

/** True: the very same data stands at the target already. Throws DESTINATION_CONFLICT when other data does. */
export async function acceptIfThere(attempt: Attempt, plan: CopyPlan, staging: string): Promise<boolean> {
  const { parts, journal, signal } = attempt;
  const { pool, settings } = parts;
  const { algorithm } = settings;
  const expected = { files: plan.files, folders: plan.folders };
  const comparison = await comparePublished(pool, plan.target, expected, { algorithm, signal });
  if (comparison === undefined) return false;
  await pool.run({ kind: "removeTree", path: staging }, { signal });
  if (comparison.difference !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${plan.target} is there already and is not what the manifest names`,
      where: { file: plan.target },
      why: comparison.difference,
    });
  await requireUnchanged(attempt, plan);
  await pool.run({ kind: "flushTree", root: plan.target }, { signal });
  const modified = new Map(plan.files.map((file) => [file.path, file.modified]));
  const files = comparison.files.map((file) => ({ ...file, modified: modified.get(file.path) ?? "" }));
  if (files.length > 0) journal.append({ type: "verified", algorithm, files });
  return true;
}
