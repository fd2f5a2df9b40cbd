import { redriveCommand, type JobRecord } from "@rigline/manifest";
import type { DaemonParts } from "./daemon-parts.js";
import { jobError } from "./job-errors.js";
import { listJobs, type ListedJob } from "./list-jobs.js";

type RedriveParts = Pick<DaemonParts, "disk" | "fileSystem" | "openJournal" | "clock"> & {
  readonly settings: Pick<DaemonParts["settings"], "flagFolder" | "configFile">;
};

/**
 * Puts a parked job back to work, or lets a waiting one be tried now; with `now` also one that waits for its hour. Throws
 * JOB_NOT_FOUND and JOB_NOT_PARKED.
 */
export function redriveJob(parts: RedriveParts, name: string, { now }: { readonly now: boolean }): ListedJob {
  const job = findJob(parts, name);
  const { configFile } = parts.settings;
  const isEarly = job.step === "scheduled" && job.failure === null;
  if (isEarly && !now)
    throw jobError("JOB_NOT_PARKED", {
      what: `${job.name} waits until ${job.scheduledUntil}, and is not parked`,
      todo: `To send it now: \`${redriveCommand(configFile, job.name, job.file, { now: true })}\``,
    });
  if (!isEarly && job.failure === null)
    throw jobError("JOB_NOT_PARKED", { what: `${job.name} is ${job.step}, not parked`, todo: seeAll(configFile) });
  const journal = parts.openJournal(job.journal);
  try {
    const redriven: JobRecord[] = job.failure === null ? [] : [{ type: "redriven" }];
    const isScheduled = journal.history().state.scheduledUntil !== undefined;
    // Another hour, as every daemon understands it: this one.
    const until = parts.clock.now().toISOString();
    journal.append(...redriven, ...(now && isScheduled ? [{ type: "scheduled", until } as const] : []));
  } finally {
    journal.close();
  }
  return job;
}

function findJob({ disk, fileSystem, settings }: RedriveParts, name: string): ListedJob {
  const { flagFolder, configFile } = settings;
  const jobs = listJobs(disk, fileSystem, flagFolder);
  const job = jobs.find(({ file }) => file === name) ?? jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const names = jobs.map((candidate) => candidate.name).join(", ");
    throw jobError("JOB_NOT_FOUND", {
      what: `${flagFolder} has no job ${name}`,
      why: names === "" ? "it has no jobs" : `it has ${names}`,
      todo: seeAll(configFile),
    });
  }
  if (!job.manifestThere)
    throw jobError("JOB_NOT_PARKED", {
      what: `${job.name} has no manifest in ${flagFolder} any more`,
      todo: `Put ${job.file} back there; that alone makes it a new job.`,
    });
  if (job.failure?.code === "MANIFEST_NAME_STRANGE")
    throw jobError("JOB_NOT_PARKED", {
      what: `${job.file} is not taken: ${job.failure.message}`,
      todo: job.failure.todo ?? "",
    });
  return job;
}

function seeAll(configFile: string): string {
  return `See how each job stands with \`rigline-watchdog status -c "${configFile}"\`.`;
}
