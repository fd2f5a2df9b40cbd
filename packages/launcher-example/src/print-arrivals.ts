import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ReceivedJob, UploadJob } from "./transfer-receiver.js";

/** What the transfer service was told, and what it finds where it was told to look. */
export function describeArrivals(jobs: readonly ReceivedJob[]): string {
  if (jobs.length === 0) return "No job reached the transfer service.";
  return jobs
    .flatMap(({ request }) => request.upload_jobs.map((job) => describeJob(job, request.user_email)))
    .join("\n\n");
}

function describeJob(job: UploadJob, email: string | null | undefined): string {
  const folder = job.tasks.gather_preliminary_metadata.job_settings.metadata_dir;
  return [
    `Job        ${job.job_type}, project ${job.project_name}, mail to ${email ?? "nobody"}`,
    `Subject    ${job.subject_id}, recorded ${job.acq_datetime}`,
    `Modalities ${job.modalities.map(({ abbreviation }) => abbreviation).join(", ")}`,
    `Arrived    ${folder}`,
    ...drawTree(folder, "  "),
  ].join("\n");
}

/** The files below a folder, with their sizes. */
function drawTree(folder: string, indent: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return [`${indent}${entry.name}/`, ...drawTree(path, `${indent}  `)];
      return [
        `${`${indent}${entry.name}`.padEnd(32)} ${statSync(path).size.toLocaleString("en-US").padStart(12)} bytes`,
      ];
    });
}
