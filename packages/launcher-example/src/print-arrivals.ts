import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { ReceivedJob } from "./transfer-receiver.js";

/** The folders that stand in the destination now: `<destination>/<subject>/<session>`. */
export function listArrivals(destination: string): string[] {
  return listFolders(destination).flatMap(listFolders);
}

/** A published session as a tree, sizes in bytes. */
export function drawTree(folder: string): string {
  return [folder, ...drawEntries(folder, "  ")].join("\n");
}

/** A submitted job, the way it reached the transfer service. */
export function describeJob({ request }: ReceivedJob): string {
  return request.upload_jobs
    .map((job) => {
      const modalities = job.modalities.map(({ abbreviation }) => abbreviation).join(", ");
      return `${job.job_type} for subject ${job.subject_id} at ${job.acq_datetime}: ${modalities} (${job.project_name}), mail to ${request.user_email ?? "nobody"}`;
    })
    .join("\n");
}

function drawEntries(folder: string, indent: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return [`${indent}${entry.name}/`, ...drawEntries(path, `${indent}  `)];
      return [
        `${indent}${basename(path).padEnd(24)} ${statSync(path).size.toLocaleString("en-US").padStart(12)} bytes`,
      ];
    });
}

function listFolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    // Names with a dot in front are the daemon's own, while it copies.
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
