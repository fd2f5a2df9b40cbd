import { dirname } from "node:path";
import { copyError } from "../copy/copy-errors.js";
import { copyTree } from "../copy/copy-tree.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { planCopy, targetFolder } from "../plan/plan-copy.js";
import { removeTree } from "../platform/remove-tree.js";
import { comparePublished, type ExpectedFile } from "../publish/compare-published.js";
import { prepareStaging } from "../publish/prepare-staging.js";
import { publishError } from "../publish/publish-errors.js";
import { publishTree } from "../publish/publish-tree.js";
import { stagingPlace } from "../publish/staging-place.js";
import { createProgress } from "./progress.js";
import type { Attempt } from "./run-attempt.js";
import { requireStillWanted } from "./still-wanted.js";

/** Copies, verifies and publishes what a manifest names, and records that it is published. */
export async function publishHandOff(attempt: Attempt): Promise<void> {
  const { parts, handOff, journal, signal } = attempt;
  const { disk, pool, clock, settings, report } = parts;
  const { request } = handOff;
  const started = clock.monotonic();
  const target = targetFolder(request);
  const staging = stagingPlace(dirname(target), request.name, handOff);
  const options = { algorithm: settings.algorithm, signal };
  const published = (files: number, bytes: number): void => {
    const milliseconds = Math.round(clock.monotonic() - started);
    journal.append({
      type: "published",
      destination: target,
      files,
      bytes,
      algorithm: settings.algorithm,
      milliseconds,
    });
    report({ event: "published", job: request.name, destination: target, files, bytes, milliseconds });
  };

  const earlier = completeLedger(attempt);
  if (earlier !== undefined) {
    // Killed after the rename and before its record? Then the sources need not even be there any more.
    const comparison = await comparePublished(parts, target, { files: earlier }, options);
    if (comparison !== undefined && comparison.difference === undefined)
      return published(earlier.length, sumOfBytes(earlier));
  }

  const plan = planCopy(disk, request);
  for (const message of plan.warnings) report({ event: "notice", job: request.name, message });
  journal.append({ type: "planned", files: plan.files.length, bytes: plan.bytes });
  report({ event: "planned", job: request.name, files: plan.files.length, bytes: plan.bytes });

  if (!(await acceptIfThere(attempt, plan, staging))) {
    prepareStaging(disk, staging, plan);
    const progress = createProgress(parts, request.name, plan);
    await copyTree(pool, plan, staging, {
      ...options,
      ledger: journal.history().ledger,
      onBytes: progress.addBytes,
      onVerified: (files) => {
        const fresh = files.filter((file) => file.copied);
        if (fresh.length > 0)
          journal.append({ type: "verified", algorithm: settings.algorithm, files: fresh.map(toRecord) });
        progress.addFiles(files.length);
      },
    });
    requireSame(plan, planCopy(disk, request));
    await requireStillWanted(parts, handOff, signal);
    if (!(await publishTree(parts, staging, plan)) && !(await acceptIfThere(attempt, plan, staging)))
      throw publishError("PUBLISH_FAILED", { what: `${target} came and went while it was being published` });
  }
  published(plan.files.length, plan.bytes);
}

/** True: the very same data stands at the target already. Throws DESTINATION_CONFLICT when other data does. */
async function acceptIfThere(
  { parts, handOff, journal, signal }: Attempt,
  plan: CopyPlan,
  staging: string,
): Promise<boolean> {
  const { disk, settings } = parts;
  const expected = { files: plan.files, folders: plan.folders };
  const comparison = await comparePublished(parts, plan.target, expected, { algorithm: settings.algorithm, signal });
  if (comparison === undefined) return false;
  removeTree(disk, staging);
  if (comparison.difference !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${plan.target} is there already and is not what the manifest names`,
      where: { file: plan.target },
      why: comparison.difference,
    });
  requireSame(plan, planCopy(disk, handOff.request));
  const modified = new Map(plan.files.map((file) => [file.path, file.modified]));
  const files = comparison.files.map((file) => toRecord({ ...file, modified: modified.get(file.path) ?? "" }));
  if (files.length > 0) journal.append({ type: "verified", algorithm: settings.algorithm, files });
  return true;
}

/** The ledger, when it names all that was planned. */
function completeLedger({
  journal,
}: Attempt): readonly Required<Pick<ExpectedFile, "path" | "bytes" | "hash">>[] | undefined {
  const { state, ledger } = journal.history();
  const files = [...ledger].map(([path, { bytes, hash }]) => ({ path, bytes, hash }));
  const { planned } = state;
  if (planned === undefined || planned.files !== files.length || planned.bytes !== sumOfBytes(files)) return undefined;
  return files;
}

function sumOfBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function toRecord({ path, bytes, hash, modified }: { path: string; bytes: number; hash: string; modified: string }): {
  path: string;
  bytes: number;
  hash: string;
  modified: string;
} {
  return { path, bytes, hash, modified };
}

/** What was copied first may have changed, and what was not there may have come, while the last file was copied. */
function requireSame(before: CopyPlan, after: CopyPlan): void {
  const text = (plan: CopyPlan): string[] => [
    ...plan.folders,
    ...plan.files.map((file) => [file.path, file.source, file.bytes, file.modified].join("\0")),
  ];
  const old = new Set(text(before));
  const now = text(after);
  const changed =
    now.find((line) => !old.has(line)) ?? (now.length < old.size ? "something that was removed" : undefined);
  if (changed === undefined) return;
  throw copyError("SOURCE_CHANGED", {
    what: `the source of ${after.target} changed while it was being copied`,
    why: `it differs at ${changed.split("\0")[0]}`,
  });
}
