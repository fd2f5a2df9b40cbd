import { openJournal, type DurableBytes, type JournalRecord } from "@rigline/foundation/journal";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import {
  type JobRecord,
  DestinationPlaceSchema,
  foldJobState,
  JobRecordSchema,
  type JobState,
} from "@rigline/manifest";
import type { DestinationPlace } from "@rigline/foundation/places";
import type { LedgerEntry } from "../copy/copy-tree.js";
import { stagingOf, type GoneJob } from "./job.js";
import { retryRule } from "../errors/retry-rules.js";
import { submitError } from "../submit/submit-errors.js";

/** A job's journal while somebody works on the job. */
export interface JobJournal {
  history(): JobHistory;
  append(...records: readonly JobRecord[]): void;
  close(): void;
}

export type OpenJobJournal = (path: string) => JobJournal;

/**
 * Opens job journals. A line that the disk has damaged is passed over: what it said is then found out again, from the
 * source, the destination and the service.
 */
export function jobJournals(fileSystem: FileSystem, clock: Pick<Clock, "now">): OpenJobJournal {
  const durable: DurableBytes = new Map();
  return (path) => {
    const reader = new HistoryReader();
    let opened = false;
    const onRecord = (record: JournalRecord): void => {
      // What is appended is typed already; of a large job, looking again would be the most of the work.
      if (!opened) for (const known of toJobRecords([record])) reader.add(known);
    };
    const journal = openJournal(path, { fileSystem, clock, damaged: "skip", durable, onRecord });
    opened = true;
    return {
      history: () => reader.read(),
      append: (...records) => {
        journal.appendAll(records);
        for (const record of records) reader.add(record);
      },
      close: () => journal.close(),
    };
  };
}

/** The same journal, whose records of what was done say for which manifest: their `accepted` may be damaged one day. */
export function forManifest(journal: JobJournal, digest: string): JobJournal {
  return {
    ...journal,
    append: (...records) => journal.append(...records.map((record) => withDigest(record, digest))),
  };
}

const DONE = ["planned", "published", "submitting", "submitted", "sourceDeleted", "archived"] as const;
type DoneRecord = Extract<JobRecord, { readonly type: (typeof DONE)[number] }>;

function withDigest(record: JobRecord, digest: string): JobRecord {
  return isDone(record) ? { ...record, digest } : record;
}

function isDone(record: JobRecord): record is DoneRecord {
  return (DONE as readonly string[]).includes(record.type);
}

/** What a job's journal says about the job that is now under the manifest's name. */
export interface JobHistory {
  /** Without the verified files, which the ledger has. */
  readonly state: Omit<JobState, "verified">;
  /** sha256 of the manifest; undefined when no record says one. */
  readonly digest: string | undefined;
  /** Other jobs that came under the manifest's name before, and whose copies were not published. */
  readonly abandoned: readonly GoneJob[];
  /** When the schedule lets it begin. */
  readonly scheduledUntil: Date | undefined;
  /** Every file verified so far, by path; the last word counts. */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** What the destination was found to be. */
  readonly place: DestinationPlace | undefined;
  /** The last post has no answer on record, not even that none came. */
  readonly unanswered: boolean;
  /** A post failed in a way that leaves open whether the service took the job. */
  readonly mayHaveIt: boolean;
  readonly sourceDeleted: boolean;
  /** Failures since the last step that was done. */
  readonly failures: number;
  /** The last of them that seldom pass, in a row. */
  readonly fewFailures: number;
  /** Until when the service asked to be left alone, at the last failure. */
  readonly notBefore: Date | undefined;
  readonly parkedCode: string | undefined;
}

/** Reads typed records out of a journal; what another version wrote and this one does not know is passed over. */
export function toJobRecords(records: readonly JournalRecord[]): readonly JobRecord[] {
  return records.flatMap((record) => {
    const parsed = JobRecordSchema.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
}

export function readHistory(records: readonly JobRecord[]): JobHistory {
  const history = new HistoryReader();
  for (const record of records) history.add(record);
  return history.read();
}

/** Keeps up with a journal as it grows, at the cost of what is new. */
class HistoryReader {
  readonly #ledger = new Map<string, LedgerEntry>();
  /** Of the current job; of verified records only that there were some. */
  #records: JobRecord[] = [];

  #digest: string | undefined;
  /** By staging folder. */
  readonly #abandoned = new Map<string, GoneJob>();

  add(record: JobRecord): void {
    const digest = "digest" in record ? record.digest : undefined;
    // Also where the line that accepted it is damaged.
    const isAnother = digest !== undefined && this.#digest !== undefined && digest !== this.#digest;
    if (record.type === "accepted" || isAnother) {
      this.#abandon();
      this.#records = [];
      this.#ledger.clear();
    }
    this.#digest = digest ?? this.#digest;
    if (record.type === "cleared") this.#abandoned.delete(record.path);
    // Begun again, it is wanted.
    if (record.type === "accepted") this.#abandoned.delete(stagingOf(toGone(record)));
    if (record.type !== "verified") {
      this.#records.push(record);
      return;
    }
    for (const { path, ...file } of record.files) this.#ledger.set(path, entryOf(file));
    if (this.#records.at(-1)?.type !== "verified") this.#records.push({ ...record, files: [] });
  }

  read(): JobHistory {
    const abandoned = [...this.#abandoned.values()];
    let history: Omit<JobHistory, "state" | "ledger"> = { ...UNTOUCHED, digest: this.#digest, abandoned };
    for (const record of this.#records) history = { ...history, ...changeOf(record, history) };
    return { ...history, ledger: this.#ledger, state: foldJobState(this.#records) };
  }

  #abandon(): void {
    const job = unfinishedJob(this.#records);
    if (job !== undefined) this.#abandoned.set(stagingOf(job), job);
  }
}

export function acceptedJob(records: readonly JobRecord[]): GoneJob | undefined {
  const accepted = records.findLast((record) => record.type === "accepted");
  return accepted?.type === "accepted" ? toGone(accepted) : undefined;
}

/** Written before anything is made at the destination, or after: without them nothing of the job is there. */
const BEGUN: readonly JobRecord["type"][] = ["destination", "planned", "verified"];

/** The job of these records, if its copy may still stand where it grew. */
export function unfinishedJob(records: readonly JobRecord[]): GoneJob | undefined {
  const accepted = records.findLast((record) => record.type === "accepted");
  if (accepted?.type !== "accepted") return undefined;
  const rest = records.slice(records.lastIndexOf(accepted));
  const path = stagingOf(toGone(accepted));
  const isOver = rest.some(
    (record) => record.type === "published" || (record.type === "cleared" && record.path === path),
  );
  return isOver || !rest.some(({ type }) => BEGUN.includes(type)) ? undefined : toGone(accepted);
}

function toGone({ manifest, digest, name, destination }: JobRecord & { readonly type: "accepted" }): GoneJob {
  return { manifest, digest, name, target: destination };
}

const NO_FAILURES = { failures: 0, fewFailures: 0, notBefore: undefined } as const;

const UNTOUCHED: Omit<JobHistory, "state" | "ledger"> = {
  ...NO_FAILURES,
  digest: undefined,
  abandoned: [],
  place: undefined,
  scheduledUntil: undefined,
  unanswered: false,
  mayHaveIt: false,
  sourceDeleted: false,
  parkedCode: undefined,
};

function changeOf(record: JobRecord, before: Pick<JobHistory, "failures" | "fewFailures">): Partial<JobHistory> {
  switch (record.type) {
    case "scheduled":
      return { scheduledUntil: new Date(record.until) };
    case "submitting":
      return { unanswered: true };
    case "published":
      return NO_FAILURES;
    case "submitted":
      return { ...NO_FAILURES, unanswered: false };
    case "sourceDeleted":
      return { ...NO_FAILURES, sourceDeleted: true };
    case "attemptFailed":
      return {
        failures: before.failures + 1,
        fewFailures: retryRule(record.code) === "few" ? before.fewFailures + 1 : 0,
        notBefore: record.notBefore === undefined ? undefined : new Date(record.notBefore),
        ...afterFailure(record.code),
      };
    case "parked":
      return { parkedCode: record.code, ...afterFailure(record.code) };
    case "redriven":
      // A person has looked: what the destination is now is what it is meant to be.
      return { ...NO_FAILURES, parkedCode: undefined, place: undefined };
    case "destination":
      return { place: DestinationPlaceSchema.parse(record) };
    case "accepted":
    case "planned":
    case "verified":
    case "archived":
    case "cleared":
      return {};
  }
}

/** With these the service says, or it is known, that it did not take the job. */
const NOT_TAKEN = ["SUBMIT_ALREADY_RUNNING", "SUBMIT_REFUSED", "SUBMIT_REDIRECTED", "SUBMIT_BAD_ENDPOINT"];

/** Only what came of the post itself says that it has no answer: before it is tried again much else may fail. */
function afterFailure(code: string): { readonly unanswered?: false; readonly mayHaveIt?: true } {
  if (!Object.hasOwn(submitError.table, code)) return {};
  return NOT_TAKEN.includes(code) ? { unanswered: false } : { unanswered: false, mayHaveIt: true };
}

function entryOf({
  bytes,
  hash,
  modified,
  identity,
}: {
  bytes: number;
  hash: string;
  modified?: string | undefined;
  identity?: number | undefined;
}): LedgerEntry {
  return {
    bytes,
    hash,
    ...(modified === undefined ? {} : { modified }),
    ...(identity === undefined ? {} : { identity }),
  };
}
