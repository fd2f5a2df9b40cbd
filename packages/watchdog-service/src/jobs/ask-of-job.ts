import { didYouMean, RiglineError } from "@rigline/foundation/errors";
import {
  decideWish,
  dropWish,
  foldJobState,
  foreseeWishes,
  quoteArgument,
  readJobState,
  readWishes,
  redriveCommand,
  wishError,
  type JobDeed,
  type JobWish,
  type PendingWish,
  type Verdict,
} from "@rigline/manifest";
import type { DaemonParts } from "./daemon-parts.js";
import { jobError } from "./job-errors.js";
import { listJobs, type ListedJob } from "./list-jobs.js";

type AskParts = Pick<DaemonParts, "disk" | "fileSystem" | "clock"> & {
  readonly settings: Pick<DaemonParts["settings"], "flagFolder" | "configFile">;
};

export interface Asked {
  readonly job: ListedJob;
  /** What the daemon finds, absolute; undefined: it is so already, and nothing is asked. */
  readonly file: string | undefined;
}

/**
 * Asks the daemon of a flag folder, the one that runs or the next one, to do something with a job. Throws JOB_NOT_FOUND,
 * JOB_MANIFEST_GONE, and why it can't be done where the job stands: JOB_TOO_LATE, JOB_NOT_HELD, JOB_NOT_PARKED.
 */
export function askOfJob(parts: AskParts, name: string, deed: JobDeed, by: string): Asked {
  return askOfListed(parts, findJob(parts, name), deed, by);
}

/** The same; a session of which there is nothing to redrive has those of its further copies redriven that can be. */
export function askOfSession(parts: AskParts, name: string, deed: JobDeed, by: string): readonly Asked[] {
  try {
    return [askOfJob(parts, name, deed, by)];
  } catch (error) {
    if (deed.do !== "redrive" || !(error instanceof RiglineError) || error.code !== "JOB_NOT_PARKED") throw error;
    const { file } = findListed(parts, name);
    const copies = jobsFor(parts, deed, by).filter(({ copyOf }) => copyOf?.manifest === file);
    if (copies.length === 0) throw error;
    return copies.map((copy) => askOfListed(parts, copy, deed, by));
  }
}

/** The same of a job that is found already. */
export function askOfListed(parts: AskParts, job: ListedJob, deed: JobDeed, by: string): Asked {
  const { fileSystem, settings, clock } = parts;
  const wish: JobWish = { manifest: job.file, deed, by, at: clock.now().toISOString() };
  const verdict = foresee(parts, wish, readWishes(fileSystem, settings.flagFolder));
  if ("refused" in verdict) throw withCommand(verdict.refused, job, settings.configFile);
  if (verdict.records.length === 0) return { job, file: undefined };
  return { job, file: dropWish(fileSystem, settings.flagFolder, wish) };
}

/** A refusal whose advice is a command, with the whole of it. */
function withCommand(refused: RiglineError, { name, file, step }: ListedJob, configFile: string): RiglineError {
  if (refused.code !== "JOB_NOT_PARKED") return refused;
  const command = redriveCommand(configFile, name, file, { now: true });
  const todo =
    step === "scheduled"
      ? `To send it now: \`${command}\``
      : step === "held"
        ? `\`rigline-watchdog release -c "${configFile}" ${quoteArgument(name)}\` lets it go on.`
        : `See how each job stands with \`rigline-watchdog status -c "${configFile}"\`.`;
  return wishError("JOB_NOT_PARKED", { what: refused.message, todo });
}

/** What a wish would come to now, behind those that were asked before it. */
function foresee(
  { fileSystem, settings: { flagFolder } }: AskParts,
  wish: JobWish,
  before: readonly PendingWish[],
): Verdict {
  const state = readJobState(fileSystem, flagFolder, wish.manifest) ?? foldJobState([]);
  return decideWish(foreseeWishes(state, wish.manifest, before), wish);
}

/** Those of which the same can be asked, in order of file name. */
export function jobsFor(parts: AskParts, deed: JobDeed, by: string): readonly ListedJob[] {
  const { disk, fileSystem, clock, settings } = parts;
  const at = clock.now().toISOString();
  const before = readWishes(fileSystem, settings.flagFolder);
  return listJobs(disk, fileSystem, settings.flagFolder).filter((job) => {
    if (!job.manifestThere || isStrange(job)) return false;
    const verdict = foresee(parts, { manifest: job.file, deed, by, at }, before);
    return "records" in verdict && verdict.records.length > 0;
  });
}

/** The job of that name, or of the manifest of that file name. Throws JOB_NOT_FOUND. */
export function findListed(
  { disk, fileSystem, settings: { flagFolder, configFile } }: Omit<AskParts, "clock">,
  name: string,
): ListedJob {
  const jobs = listJobs(disk, fileSystem, flagFolder);
  const job = jobs.find(({ file }) => file === name) ?? jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const names = jobs.map((candidate) => candidate.name);
    throw jobError("JOB_NOT_FOUND", {
      what: `${flagFolder} has no job ${name}.${didYouMean(name, names)}`,
      why: names.length === 0 ? "it has no jobs" : `it has ${names.join(", ")}`,
      todo: `See how each job stands with \`rigline-watchdog status -c "${configFile}"\`.`,
    });
  }
  return job;
}

/** One that something can be asked of. */
function findJob(parts: AskParts, name: string): ListedJob {
  const job = findListed(parts, name);
  const { flagFolder } = parts.settings;
  if (!job.manifestThere && job.step !== "complete") throw manifestGone(job, flagFolder);
  if (isStrange(job))
    throw jobError("JOB_MANIFEST_GONE", {
      what: `${job.file} is not taken: ${job.failure?.message}`,
      todo: job.failure?.todo ?? "",
    });
  return job;
}

/** JOB_MANIFEST_GONE. */
export function manifestGone({ name, file }: Pick<ListedJob, "name" | "file">, flagFolder: string): RiglineError {
  return jobError("JOB_MANIFEST_GONE", {
    what: `${name} has no manifest in ${flagFolder} any more`,
    todo: `Put ${file} back there; that alone makes it a new job.`,
  });
}

function isStrange({ failure }: ListedJob): boolean {
  return failure?.code === "MANIFEST_NAME_STRANGE";
}
