import { EXIT_CODES } from "@rigline/core/errors";
import { nodeFileSystem } from "@rigline/core/platform";
import { loadSettings } from "../config/load-settings.js";
import { listJobs, type ListedJob } from "../jobs/list-jobs.js";
import { nodeDisk } from "../platform/node-disk.js";
import { fitJson, fitToShow } from "./fit-to-show.js";
import { formatBytes } from "./render-event.js";

/** `rigline-watchdog status`: reads journals, asks nobody, changes nothing. */
export function statusCommand(config: string, json: boolean): number {
  const { flagFolder } = loadSettings(config);
  const jobs = listJobs(nodeDisk, nodeFileSystem, flagFolder);
  process.stdout.write(json ? `${fitJson(jobs, 2)}\n` : fitToShow(renderJobs(jobs, flagFolder)));
  return EXIT_CODES.success;
}

function renderJobs(jobs: readonly ListedJob[], flagFolder: string): string {
  if (jobs.length === 0) return `no jobs in ${flagFolder}\n`;
  return jobs
    .map((job) => renderJob(job).join("\n  "))
    .join("\n")
    .concat("\n");
}

function renderJob(job: ListedJob): readonly string[] {
  const { files, bytes, submission, failure } = job;
  const lines = [`${job.name}: ${job.step}`];
  if (job.scheduledUntil !== null) lines.push(`waits until  ${job.scheduledUntil}`);
  if (files !== null)
    lines.push(`data         ${job.verifiedFiles} of ${files} files verified, ${formatBytes(bytes ?? 0)}`);
  if (job.destination !== null) lines.push(`destination  ${job.destination}`);
  if (submission !== null)
    lines.push(
      `submission   ${submission.endpoint === null ? "none asked for" : `${submission.endpoint} (${submission.status})`}`,
    );
  if (job.archivedTo !== null) lines.push(`manifest     ${job.archivedTo}`);
  if (failure !== null) {
    lines.push(`failure      ${failure.code}: ${failure.message}`);
    if (failure.retryAt !== null) lines.push(`again        ${failure.retryAt}`);
    if (failure.todo !== null) lines.push(`do           ${failure.todo}`);
  }
  return lines;
}
