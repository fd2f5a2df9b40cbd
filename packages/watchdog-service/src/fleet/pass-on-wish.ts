import { basename, join } from "node:path";
import type { RiglineError } from "@rigline/foundation/errors";
import { standsAt } from "@rigline/foundation/platform";
import {
  decideWish,
  dropWish,
  foldJobState,
  foreseeWishes,
  jobName,
  readJobState,
  readWishes,
} from "@rigline/manifest";
import type { FleetWish } from "@rigline/manifest/fleet";
import { manifestGone } from "../jobs/ask-of-job.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobError } from "../jobs/job-errors.js";

/**
 * Asks the daemon what was asked at the fleet, as the commands at the rig would, by this one job alone. Returns why it can't be done, as
 * `askOfJob` throws it. Throws what the disk says: then it is to be asked again.
 */
export function passOnWish(
  { fileSystem, settings, clock }: Pick<DaemonParts, "fileSystem" | "settings" | "clock">,
  { job, deed, by }: Pick<FleetWish, "job" | "deed" | "by">,
): RiglineError | undefined {
  const { flagFolder } = settings;
  const file = basename(job);
  const isThere = standsAt(fileSystem, join(flagFolder, file));
  const known = readJobState(fileSystem, flagFolder, file);
  if (known === undefined && !isThere)
    return jobError("JOB_NOT_FOUND", {
      what: `${flagFolder} has no job ${file}`,
      todo: "Look which jobs the rig has.",
    });
  const state = known ?? foldJobState([]);
  if (!isThere && state.step !== "complete") return manifestGone({ name: jobName(state, file), file }, flagFolder);
  const wish = { manifest: file, deed, by, at: clock.now().toISOString() };
  const verdict = decideWish(foreseeWishes(state, file, readWishes(fileSystem, flagFolder)), wish);
  if ("refused" in verdict) return verdict.refused;
  // It is so already where nothing would be written.
  if (verdict.records.length > 0) dropWish(fileSystem, flagFolder, wish);
  return undefined;
}
