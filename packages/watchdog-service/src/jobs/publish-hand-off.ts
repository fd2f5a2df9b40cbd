import { dirname } from "node:path";
import { copyTree } from "../copy/copy-tree.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { planError } from "../plan/plan-errors.js";
import { targetFolder } from "../plan/plan-copy.js";
import { shapeOf } from "../publish/compare-tree.js";
import { publishError } from "../publish/publish-errors.js";
import { stagingPlace } from "../publish/staging-place.js";
import { acceptIfThere, findEarlier } from "./accept-published.js";
import { createProgress } from "./progress.js";
import { requireUnchanged } from "./require-unchanged.js";
import { planAsks, type Attempt } from "./attempt.js";
import { requireStillWanted } from "./still-wanted.js";

/** Copies, verifies and publishes what a manifest names, and records that it is published. */
export async function publishHandOff(attempt: Attempt): Promise<void> {
  const { parts, handOff, journal } = attempt;
  const { clock, settings, report } = parts;
  const started = clock.monotonic();
  const destination = targetFolder(handOff.request);
  const { files, bytes } = (await findEarlier(attempt, destination)) ?? (await publishNow(attempt, destination));
  const milliseconds = Math.round(clock.monotonic() - started);
  journal.append({ type: "published", destination, files, bytes, algorithm: settings.algorithm, milliseconds });
  report({ event: "published", job: handOff.request.name, destination, files, bytes, milliseconds });
}

async function publishNow(attempt: Attempt, target: string): Promise<{ files: number; bytes: number }> {
  const { parts, handOff, signal } = attempt;
  const staging = stagingPlace(dirname(target), handOff.request.name, handOff);
  const plan = await planNow(attempt);
  const published = { files: plan.files.length, bytes: plan.bytes };
  if (await acceptIfThere(attempt, plan, staging)) return published;
  await stage(attempt, plan, staging);
  await requireUnchanged(attempt, plan);
  await requireStillWanted(parts, handOff, signal);
  const order = { kind: "publish", staging, target, expected: shapeOf(plan) } as const;
  if (!(await parts.pool.run(order, { signal })) && !(await acceptIfThere(attempt, plan, staging)))
    throw publishError("PUBLISH_FAILED", { what: `${target} came and went while it was being published` });
  return published;
}

async function planNow(attempt: Attempt): Promise<CopyPlan> {
  const { parts, handOff, journal, signal } = attempt;
  const { pool, report } = parts;
  const { request } = handOff;
  const plan = await pool.run({ kind: "plan", ...planAsks(attempt) }, { signal });
  if (plan.inPlace !== undefined && handOff.deleteSource)
    throw planError("SOURCE_IS_DESTINATION", {
      what: `${plan.inPlace} stands already where it is to be published, and is to be deleted`,
      where: { file: plan.inPlace },
    });
  for (const message of plan.warnings) report({ event: "notice", job: request.name, message });
  journal.append({ type: "planned", files: plan.files.length, bytes: plan.bytes });
  report({ event: "planned", job: request.name, files: plan.files.length, bytes: plan.bytes });
  return plan;
}

/** Makes the staging folder hold all of the plan, verified. */
async function stage({ parts, handOff, journal, signal }: Attempt, plan: CopyPlan, staging: string): Promise<void> {
  const { pool, settings } = parts;
  const { algorithm } = settings;
  await pool.run({ kind: "prepareStaging", staging, wanted: shapeOf(plan) }, { signal });
  const progress = createProgress(parts, handOff.request.name, plan);
  await copyTree(pool, plan, staging, {
    algorithm,
    signal,
    ledger: journal.history().ledger,
    onBytes: progress.addBytes,
    onVerified: (verified) => {
      const files = verified.flatMap(({ copied, ...file }) => (copied ? [file] : []));
      if (files.length > 0) journal.append({ type: "verified", algorithm, files });
      progress.addFiles(verified.length);
    },
  });
}
