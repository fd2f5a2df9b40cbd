import type { FileSystem } from "@rigline/core/platform";
import type { Disk } from "../platform/disk.js";
import { jobError } from "./job-errors.js";
import type { OpenJobJournal } from "./job-journal.js";
import { listJobs, type ListedJob } from "./list-jobs.js";

/** Puts a parked job back to work, or lets a waiting one be tried now. Throws JOB_NOT_FOUND and JOB_NOT_PARKED. */
export function redriveJob(
  disk: Disk,
  fileSystem: FileSystem,
  openJournal: OpenJobJournal,
  flagFolder: string,
  name: string,
): ListedJob {
  const jobs = listJobs(disk, fileSystem, flagFolder);
  const job = jobs.find(({ file }) => file === name) ?? jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const names = jobs.map((candidate) => candidate.name).join(", ");
    throw jobError("JOB_NOT_FOUND", {
      what: `${flagFolder} has no job ${name}`,
      why: names === "" ? "it has no jobs" : `it has ${names}`,
    });
  }
  if (!job.manifestThere)
    throw jobError("JOB_NOT_PARKED", {
      what: `${job.name} has no manifest in ${flagFolder} any more`,
      todo: `Put ${job.file} back there; that alone makes it a new job.`,
    });
  if (job.failure === null) throw jobError("JOB_NOT_PARKED", { what: `${job.name} is ${job.step}, not parked` });
  const journal = openJournal(job.journal);
  try {
    journal.append({ type: "redriven" });
  } finally {
    journal.close();
  }
  return job;
}
