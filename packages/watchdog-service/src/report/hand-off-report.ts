import { readJournalIfThere } from "@rigline/foundation/journal";
import type { GateStatus } from "@rigline/foundation/status";
import {
  isOfAnother,
  jobName,
  JobFold,
  type JobRecord,
  type ReadBack,
  type SourceRead,
  type Strength,
  strengthOf,
  toJobRecords,
  type VerificationRecord,
} from "@rigline/manifest";
import { type GateParts, gatesOfJob } from "../gates/gates-of-job.js";
import type { ListedJob } from "../jobs/list-jobs.js";
import { isWholeReading } from "../verify/verification-record.js";

/** What is known of one file that was handed off. */
export interface ReportedFile {
  /** Relative to the published folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  readonly algorithm: string;
  /** Lower-case hex. */
  readonly hash: string;
  /** When its copy was read back and compared, ISO 8601 in UTC; undefined: it is not recorded. */
  readonly verifiedAt: string | undefined;
  /** What its copy was read back from; undefined: it is not recorded. */
  readonly readBack: ReadBack | undefined;
  /** How the first reading of its source was checked; undefined: it was not. */
  readonly sourceRead: SourceRead | undefined;
  readonly strength: Strength;
}

/** What can be shown to anybody of one hand-off. */
export interface HandOffReport {
  readonly name: string;
  readonly manifest: string;
  readonly digest: string | undefined;
  readonly destination: string | undefined;
  readonly step: string;
  /** When this was put together, ISO 8601 in UTC. */
  readonly at: string;
  /** The computer that handed it off. */
  readonly host: string;
  readonly strength: Strength | null;
  readonly publishedAt: string | undefined;
  readonly submittedTo: string | null | undefined;
  readonly safe: string;
  readonly gates: readonly GateStatus[];
  /** Who has had the copy read again, oldest first. */
  readonly readings: readonly VerificationRecord[];
  /** In the order of their paths. */
  readonly files: readonly ReportedFile[];
  readonly bytes: number;
}

/** Puts together what a job's journal knows, file by file. `readings`: of other computers, as they lie beside the data. */
export function reportHandOff(
  parts: GateParts,
  job: ListedJob,
  readings: readonly VerificationRecord[],
): HandOffReport {
  const { fileSystem, settings } = parts;
  const records = toJobRecords(readJournalIfThere(job.journal, { fileSystem })?.records ?? []);
  const judged = gatesOfJob(parts, job.file, "accepted");
  const { state } = judged;
  const isElsewhere = (reading: VerificationRecord): boolean =>
    isOfAnother(reading.by, settings.hostname) && isWholeReading(reading);
  // By a list of something else, of a part of it, or without hashes, not all of it was read.
  const ofAll = readings.filter(({ digest, algorithm }) => digest === state.digest && algorithm !== null);
  const areWhole = [readings.at(-1), ofAll.at(-1)].every((one) => one !== undefined && isWholeReading(one));
  const elsewhere = areWhole && ofAll.some(isElsewhere) ? ({ isWhole: true, elsewhere: true } as const) : undefined;
  const verification = elsewhere ?? state.verification;
  const files = listFiles(records, verification);
  return {
    name: jobName(state, job.file),
    manifest: job.file,
    digest: state.digest,
    destination: state.destination,
    step: job.step,
    at: judged.at,
    host: settings.hostname,
    strength: state.published === undefined ? null : strengthOf({ ...state.published, verification }),
    publishedAt: state.published?.at,
    submittedTo: state.submission?.endpoint,
    safe: judged.verdict.mayDelete ? "safe to delete at the rig" : `keep it at the rig: ${judged.verdict.why}`,
    gates: judged.gates,
    readings,
    files,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

function listFiles(
  records: readonly JobRecord[],
  verification: Parameters<typeof strengthOf>[0]["verification"],
): readonly ReportedFile[] {
  const fold = new JobFold();
  const files = new Map<string, ReportedFile>();
  for (const record of records) {
    if (fold.add(record)) files.clear();
    if (record.type !== "verified") continue;
    const { algorithm, readBack, proof, sourceRead, at } = record;
    const strength = strengthOf({ algorithm, readBack, proof, verification });
    for (const { path, bytes, hash } of record.files)
      files.set(path, { path, bytes, algorithm, hash, verifiedAt: at, readBack, sourceRead, strength });
  }
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
