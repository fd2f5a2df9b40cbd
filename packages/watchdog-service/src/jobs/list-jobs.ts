import { basename, join } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import type { RiglineError } from "@rigline/foundation/errors";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { standsAt, type FileSystem } from "@rigline/foundation/platform";
import {
  foldJobState,
  inventoryPath,
  jobJournalPath,
  RIGLINE_FOLDER,
  toJobRecords,
  type JobState,
} from "@rigline/manifest";
import { scanFolder } from "../watch/scan-folder.js";
import { jobError } from "./job-errors.js";

/** A job as `status` tells it. */
export interface ListedJob {
  /** The manifest's name, or its file name while no daemon has read it. */
  readonly name: string;
  /** The manifest's file name. */
  readonly file: string;
  /** `new`: in the flag folder, and no daemon has taken it yet. */
  readonly step: JobState["step"] | "new";
  readonly journal: string;
  readonly manifestThere: boolean;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly verifiedFiles: number;
  /** False: published on a share that has no flush. */
  readonly flushed: boolean;
  readonly destination: string | null;
  readonly scheduledUntil: string | null;
  readonly submission: NonNullable<JobState["submission"]> | null;
  readonly archivedTo: string | null;
  /** What was handed off, file by file. */
  readonly inventory: string | null;
  readonly failure: NonNullable<JobState["failure"]> | null;
}

/** Every job that the flag folder or its journals know, in order of file name. */
export function listJobs(disk: Disk, fileSystem: FileSystem, flagFolder: string): readonly ListedJob[] {
  const { found, outOfReach, strange } = scanFolder(disk, flagFolder);
  const present = new Set([...found, ...outOfReach].map(({ path }) => basename(path)));
  const unreachable = new Map(outOfReach.map(({ path, why }) => [basename(path), why]));
  const journals = join(flagFolder, RIGLINE_FOLDER, "jobs");
  const known = standsAt(fileSystem, journals)
    ? disk.list(journals).flatMap((name) => (name.endsWith(".jsonl") ? [basename(name, ".jsonl")] : []))
    : [];
  const jobs = [...new Set([...present, ...known])].map((file) => {
    const job = listJob(fileSystem, flagFolder, file, present.has(file));
    const why = unreachable.get(file);
    if (why === undefined || job.failure !== null) return job;
    return { ...job, failure: failureOf(jobError("MANIFEST_OUT_OF_REACH", { what: `it can't be looked at: ${why}` })) };
  });
  const passedOver = strange.map(({ name, why }): ListedJob => {
    const job = listJob(fileSystem, flagFolder, name, true);
    return { ...job, step: "parked", failure: failureOf(jobError("MANIFEST_NAME_STRANGE", { what: why })) };
  });
  return [...jobs, ...passedOver].toSorted((one, other) => (one.file < other.file ? -1 : 1));
}

function findInventory(
  fileSystem: FileSystem,
  flagFolder: string,
  manifest: string,
  { digest }: JobState,
): string | null {
  if (digest === undefined) return null;
  const path = inventoryPath({ flagFolder, manifest, digest }, "json");
  return fileSystem.exists(path) ? path : null;
}

function failureOf({ code, message, todo }: RiglineError): NonNullable<JobState["failure"]> {
  return { step: "begin", code, message, retryAt: null, todo };
}

function listJob(fileSystem: FileSystem, flagFolder: string, file: string, manifestThere: boolean): ListedJob {
  const journal = jobJournalPath(flagFolder, file);
  const records = toJobRecords(readJournalIfThere(journal, { fileSystem })?.records ?? []);
  const state = foldJobState(records);
  const verified = state.verified.files;
  const done = state.published ?? state.planned;
  return {
    name: state.name ?? file,
    file,
    step: records.length === 0 ? "new" : state.step,
    journal,
    manifestThere,
    files: done?.files ?? null,
    bytes: done?.bytes ?? null,
    verifiedFiles: state.published?.files ?? Math.min(verified, state.planned?.files ?? verified),
    flushed: state.published?.flushed ?? true,
    destination: state.destination ?? null,
    scheduledUntil: state.step === "scheduled" ? (state.scheduledUntil ?? null) : null,
    submission: state.submission ?? null,
    archivedTo: state.archivedTo ?? null,
    inventory: findInventory(fileSystem, flagFolder, file, state),
    failure: state.failure ?? null,
  };
}
