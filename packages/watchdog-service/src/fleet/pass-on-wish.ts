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

/** Why it can't be done, as `askOfJob` throws it; or the file in which the daemon finds it, none where it is so already. */
export interface PassedOn {
  readonly refused?: RiglineError;
  readonly file?: string;
}

/**
 * Asks the daemon what was asked at the fleet, as the commands at the rig would, by this one job alone. `key`: the wish's own, by which
 * it is asked once. Throws what the disk says: then it is to be asked again.
 */
export function passOnWish(
  { fileSystem, settings, clock }: Pick<DaemonParts, "fileSystem" | "settings" | "clock">,
  { job, deed, by }: Pick<FleetWish, "job" | "deed" | "by">,
  key: string,
): PassedOn {
  const { flagFolder } = settings;
  const file = basename(job);
  const isThere = standsAt(fileSystem, join(flagFolder, file));
  const known = readJobState(fileSystem, flagFolder, file);
  if (known === undefined && !isThere)
    return {
      refused: jobError("JOB_NOT_FOUND", {
        what: `${flagFolder} has no job ${file}`,
        todo: "Look which jobs the rig has.",
      }),
    };
  const state = known ?? foldJobState([]);
  if (!isThere && state.step !== "complete")
    return { refused: manifestGone({ name: jobName(state, file), file }, flagFolder) };
  const wish = { manifest: file, deed, by, at: clock.now().toISOString() };
  // Asked before, by a daemon that was killed, it would be so already, or too late.
  const others = readWishes(fileSystem, flagFolder).filter((pending) => !pending.file.endsWith(`-${key}.json`));
  const verdict = decideWish(foreseeWishes(state, file, others), wish);
  if ("refused" in verdict) return { refused: verdict.refused };
  // It is so already where nothing would be written.
  return verdict.records.length === 0 ? {} : { file: dropWish(fileSystem, flagFolder, wish, key) };
}
