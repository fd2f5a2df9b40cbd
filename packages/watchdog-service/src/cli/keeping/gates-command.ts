import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { renderGates } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import type { SafeWhen } from "@rigline/manifest";
import { loadSettings } from "../../config/load-settings.js";
import { gatesOfJob } from "../../gates/gates-of-job.js";
import { findListed } from "../../jobs/ask-of-job.js";
import { showName } from "../../watch/file-name.js";
import { say, sayJson } from "../fit-to-show.js";

/**
 * `rigline-watchdog gates NAME`: what stands between a job's data at the rig and their deletion; reads journals and looks at the sources,
 * changes nothing. `handOff` when they are not safe to delete. Throws JOB_NOT_FOUND.
 */
export function gatesCommand(
  config: string,
  name: string,
  { json, when }: { readonly json: boolean; readonly when: SafeWhen },
): number {
  const settings = loadSettings(config);
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const job = findListed(parts, name);
  const { gates, verdict, at } = gatesOfJob(parts, job.file, when);
  const why = verdict.mayDelete ? null : verdict.why;
  if (json) sayJson({ name: job.name, safe: verdict.mayDelete, at, why, gates });
  else {
    const word = verdict.mayDelete ? "safe to delete" : `keep it: ${verdict.why}`;
    const lines = renderGates(gates).map((line) => `  ${line}`);
    say([`${showName(job.name)}: ${word}, as of ${showLocalTime(at)}`, ...lines].join("\n"));
  }
  return verdict.mayDelete ? EXIT_CODES.success : EXIT_CODES.handOff;
}
