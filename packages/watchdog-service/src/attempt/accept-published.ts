import type { CopyPlan } from "../plan/copy-plan.js";
import { comparePublished } from "../publish/compare-published.js";
import { publishError } from "../publish/publish-errors.js";
import { requireUnchanged } from "./last-look.js";
import type { Attempt } from "./step.js";

/** What stands under its final name now. */
export interface Published {
  readonly files: number;
  readonly bytes: number;
  /** False: the share has no flush, so that its copy may not outlive a power cut of the server. */
  readonly flushed: boolean;
}

/**
 * What an attempt that was killed between the rename and its record has published; undefined when none did. The sources
 * need not even be there any more.
 */
export async function findEarlier({ parts, journal, signal }: Attempt, target: string): Promise<Published | undefined> {
  const { state, ledger } = journal.history();
  const files = [...ledger].map(([path, { bytes, hash }]) => ({ path, bytes, hash }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { planned } = state;
  if (planned === undefined || planned.files !== files.length || planned.bytes !== bytes) return undefined;
  const options = { algorithm: parts.settings.algorithm, signal };
  const comparison = await comparePublished(parts.pool, target, { files }, options);
  if (comparison === undefined || comparison.difference !== undefined) return undefined;
  const flushed = await parts.pool.run({ kind: "flushTree", root: target }, { signal });
  return { files: files.length, bytes, flushed };
}

/** Undefined: nothing stands at the target. Throws DESTINATION_CONFLICT when other data than the plan's does. */
export async function acceptIfThere(attempt: Attempt, plan: CopyPlan, staging: string): Promise<Published | undefined> {
  const { parts, journal, signal } = attempt;
  const { pool, settings } = parts;
  const { algorithm } = settings;
  const expected = { files: plan.files, folders: plan.folders };
  const comparison = await comparePublished(pool, plan.target, expected, { algorithm, signal });
  if (comparison === undefined) return undefined;
  await pool.run({ kind: "removeTree", path: staging }, { signal });
  if (comparison.difference !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${plan.target} is there already and is not what the manifest names`,
      where: { file: plan.target },
      why: comparison.difference,
    });
  const there = new Map(comparison.files.map((file) => [file.path, file]));
  await requireUnchanged(attempt, plan, there);
  const flushed = await pool.run({ kind: "flushTree", root: plan.target }, { signal });
  const files = plan.files.flatMap(({ path, modified, identity }) => {
    const file = there.get(path);
    return file === undefined ? [] : [{ ...file, modified, identity }];
  });
  if (files.length > 0) journal.append({ type: "verified", algorithm, files });
  return { files: plan.files.length, bytes: plan.bytes, flushed };
}
