import { messageOf } from "@rigline/foundation/errors";
import { readJournalIfThere } from "@rigline/foundation/journal";
import type { Clock } from "@rigline/foundation/platform";
import { isOfAnother, readJobState, toJobRecords, type VerificationRecord } from "@rigline/manifest";
import type { GateParts } from "../gates/gates-of-job.js";
import { askOfListed } from "../jobs/ask-of-job.js";
import type { ListedJob } from "../jobs/list-jobs.js";
import { isWholeReading, readVerifications } from "./verification-record.js";

/** What other computers have found of a published copy, as far as it lies beside the data. */
export interface Collected {
  /** Oldest first. */
  readonly records: readonly VerificationRecord[];
  /** Why they can't be read; undefined: they can. */
  readonly trouble: string | undefined;
}

/** Of damage it is not asked when it was found: another computer's clock may be behind, and nobody would be told of it. */
function isNews({ fileSystem }: GateParts, job: ListedJob, reading: VerificationRecord): boolean {
  const { by, at } = reading;
  if (isWholeReading(reading)) return job.verification?.at === undefined || job.verification.at < at;
  const known = toJobRecords(readJournalIfThere(job.journal, { fileSystem })?.records ?? []);
  return !known.some((record) => record.type === "verified" && record.by === by && record.at === at);
}

/**
 * Reads who has had a job's copy read again where that is kept beside the data, and asks the daemon to put the last word of another computer
 * into the job's journal, from where every status has it.
 */
export function collectVerifications(parts: GateParts, job: ListedJob, folder: string): Collected {
  const { fileSystem, settings, clock } = parts;
  let records: readonly VerificationRecord[];
  try {
    records = readVerifications(fileSystem, folder);
  } catch (error) {
    return { records: [], trouble: messageOf(error) };
  }
  const digestOfJob = readJobState(fileSystem, settings.flagFolder, job.file)?.digest;
  const last = records.findLast(({ by, digest }) => isOfAnother(by, settings.hostname) && digest === digestOfJob);
  if (last !== undefined && digestOfJob !== undefined && isNews(parts, job, last)) {
    const { algorithm, found, by, at } = last;
    const then: Clock = { ...clock, now: () => new Date(at) };
    askOfListed({ ...parts, clock: then }, job, { do: "verify", digest: digestOfJob, algorithm, found }, by);
  }
  return { records, trouble: undefined };
}
