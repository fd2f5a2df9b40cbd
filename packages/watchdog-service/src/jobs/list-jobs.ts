import { basename, join } from "node:path";
import { readJournal } from "@rigline/core/journal";
import type { FileSystem } from "@rigline/core/platform";
import { jobJournalPath, RIGLINE_FOLDER, type JobState } from "@rigline/manifest";
import type { Disk } from "../platform/disk.js";
import { scanFolder } from "../watch/scan-folder.js";
import { readHistory, toJobRecords } from "./job-history.js";

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
  readonly destination: string | null;
  readonly scheduledUntil: string | null;
  readonly submission: NonNullable<JobState["submission"]> | null;
  readonly archivedTo: string | null;
  readonly failure: NonNullable<JobState["failure"]> | null;
}

/** Every job that the flag folder or its journals know, in order of file name. */
export function listJobs(disk: Disk, fileSystem: FileSystem, flagFolder: string): readonly ListedJob[] {
  const present = new Set(scanFolder(disk, flagFolder).map(({ path }) => basename(path)));
  const journals = join(flagFolder, RIGLINE_FOLDER, "jobs");
  const known = fileSystem.exists(journals)
    ? disk.list(journals).flatMap((name) => (name.endsWith(".jsonl") ? [basename(name, ".jsonl")] : []))
    : [];
  return [...new Set([...present, ...known])]
    .sort()
    .map((file) => listJob(fileSystem, flagFolder, file, present.has(file)));
}

function listJob(fileSystem: FileSystem, flagFolder: string, file: string, manifestThere: boolean): ListedJob {
  const journal = jobJournalPath(flagFolder, file);
  const records = fileSystem.exists(journal) ? toJobRecords(readJournal(journal, { fileSystem }).records) : [];
  const { state, ledger, scheduledUntil } = readHistory(records);
  const done = state.published ?? state.planned;
  return {
    name: state.name ?? file,
    file,
    step: records.length === 0 ? "new" : state.step,
    journal,
    manifestThere,
    files: done?.files ?? null,
    bytes: done?.bytes ?? null,
    verifiedFiles: state.published?.files ?? Math.min(ledger.size, state.planned?.files ?? ledger.size),
    destination: state.destination ?? null,
    scheduledUntil: state.step === "scheduled" ? (scheduledUntil?.toISOString() ?? null) : null,
    submission: state.submission ?? null,
    archivedTo: state.archivedTo ?? null,
    failure: state.failure ?? null,
  };
}
