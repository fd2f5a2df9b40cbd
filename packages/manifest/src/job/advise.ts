import type { JobState } from "./job-state.js";
import { fillRedrive } from "./redrive-command.js";
import type { UploadState } from "./upload-status.js";

/** What to do about an upload that has failed at the service. */
export function adviseOnUpload({ job }: Pick<UploadState, "job">): string {
  const which = job === undefined ? "the job" : `job ${job}`;
  return `Look at ${which} at the transfer service, or ask those who run it; keep the data at the rig`;
}

/** The daemon's own advice, kept in the job's journal; the command is added where it says nothing of one. */
export function adviseOnParked({ failure }: Pick<JobState, "failure">, command: string): string {
  const filled = fillRedrive(failure?.todo ?? "Fix what the reason names.", command);
  return filled.includes(command) ? filled : `${filled} Then \`${command}\`.`;
}

/** What to do about a published copy that was found damaged. */
export function adviseOnDamage(destination: string): string {
  return `Keep the source. \`rigline-watchdog verify "${destination}"\` names the files; bring them back from the source, from a backup or from what was uploaded, and verify again.`;
}
