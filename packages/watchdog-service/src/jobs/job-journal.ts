import { openJournal, type DurableBytes, type JournalRecord } from "@rigline/foundation/journal";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import { flagFolderOf, JobFold, toJobRecords, type JobRecord, type JobState, type Ledger } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { retryRule } from "../errors/retry-rules.js";
import { NOT_TAKEN, submitError } from "../submit/submit-errors.js";
import { stagingOf, type GoneJob } from "./job.js";

/** A job's journal while somebody works on the job. */
export interface JobJournal {
  history(): JobHistory;
  append(...records: readonly JobRecord[]): void;
  /** The same without waiting for the device, which has it when `flush` or the next append returns: for what is found out again if it is lost. */
  note(...records: readonly JobRecord[]): void;
  flush(): void;
  /** Takes back what was appended last, if it is of this type; `history` still knows of it. False: it stands. */
  takeBack(type: JobRecord["type"]): boolean;
  close(): void;
}

export type OpenJobJournal = (path: string) => JobJournal;

/**
 * Opens job journals. A line that the disk has damaged is passed over: what it said is then found out again, from the
 * source, the destination and the service. A flag folder that somebody has renamed is not made anew. `hostname`: of the rig, as
 * the settings have it.
 */
export function jobJournals(fileSystem: FileSystem, clock: Pick<Clock, "now">, hostname: string): OpenJobJournal {
  const durable: DurableBytes = new Map();
  return (path) => {
    const reader = new HistoryReader(hostname);
    let opened = false;
    const onRecord = (record: JournalRecord): void => {
      // What is appended is typed already; of a large job, looking again would be the most of the work.
      if (!opened) for (const known of toJobRecords([record])) reader.add(known);
    };
    const below = flagFolderOf(path);
    const journal = openJournal(path, { fileSystem, clock, damaged: "skip", durable, onRecord, below });
    opened = true;
    let last: JobRecord["type"] | undefined;
    const add = (records: readonly JobRecord[], write: (dated: readonly JournalRecord[]) => void): void => {
      // With their time, as they will be read back: a history of now and one of the next start are the same.
      const at = clock.now().toISOString();
      const dated = records.map((record) => ({ at, ...record }));
      write(dated);
      last = dated.at(-1)?.type;
      for (const record of dated) reader.add(record);
    };
    return {
      history: () => reader.read(),
      append: (...records) => add(records, (dated) => journal.appendAll(dated)),
      note: (...records) => add(records, (dated) => journal.note(dated)),
      flush: () => journal.flush(),
      takeBack: (type) => last === type && journal.takeBack(),
      close: () => journal.close(),
    };
  };
}

/**
 * Whether a journal that was begun long ago says nothing of a job: then it was made anew just now, in a folder that lies over the
 * flag folder, and nothing follows from it.
 */
export function isAnothers(journal: JobJournal): boolean {
  const { digest, name } = journal.history().state;
  if (digest !== undefined || name !== undefined) return false;
  mark("jobs: a journal that was begun anew where the flag folder was says nothing");
  return true;
}

/** What a job's journal says about the job that is now under the manifest's name, to the daemon. */
export interface JobHistory {
  readonly state: JobState;
  readonly ledger: Ledger;
  /** Other jobs that came under the manifest's name before, and whose copies were not published. */
  readonly abandoned: readonly GoneJob[];
  /** The last post has no answer on record, not even that none came. */
  readonly unanswered: boolean;
  /** It is open of a post whether the service took the job by it: what comes of a later one does not tell. */
  readonly mayHaveIt: boolean;
  /** The last failures of a kind that seldom passes, in a row. */
  readonly fewFailures: number;
}

/** `unfinished`: the job itself, while its copy may stand where it grows. */
export function readHistory(
  records: readonly JobRecord[],
  hostname: string,
): JobHistory & { readonly unfinished: GoneJob | undefined } {
  const history = new HistoryReader(hostname);
  for (const record of records) history.add(record);
  return { ...history.read(), unfinished: history.unfinished() };
}

type Attempts = Pick<JobHistory, "unanswered" | "mayHaveIt" | "fewFailures">;

const UNTRIED: Attempts = { unanswered: false, mayHaveIt: false, fewFailures: 0 };

/** Keeps up with a journal as it grows, at the cost of what is new. */
class HistoryReader {
  readonly #hostname: string;
  readonly #fold = new JobFold();
  #attempts = UNTRIED;
  /** Of the current job; of verified records only that there were some. */
  #records: JobRecord[] = [];
  /** By staging folder. */
  readonly #abandoned = new Map<string, GoneJob>();
  /** A copy stands there already: the same manifest was here before, and what its job had begun was not removed. */
  #isBegun = false;

  constructor(hostname: string) {
    this.#hostname = hostname;
  }

  add(record: JobRecord): void {
    const { digest, submission } = this.#fold.state;
    if (this.#fold.add(record)) {
      const job = this.unfinished();
      if (job !== undefined) this.#abandoned.set(stagingOf(job, this.#hostname), job);
      this.#isBegun = false;
      this.#records = [];
      const { unanswered, mayHaveIt } = this.#attempts;
      // The same manifest, back: it is posted with the same key, and what its post came to is as open as it was. What was taken the service has.
      const wasTaken = typeof submission?.endpoint === "string";
      const isOpen = record.type === "accepted" && record.digest === digest && (unanswered || mayHaveIt || wasTaken);
      if (isOpen) mark("submit: the doubt about a post outlasts the cancelling of its job");
      this.#attempts = { ...UNTRIED, mayHaveIt: isOpen };
    }
    if (record.type === "cleared") this.#abandoned.delete(record.path);
    // Begun again, it is wanted, for as long as its job is.
    if (record.type === "accepted") this.#isBegun = this.#abandoned.delete(stagingOf(toGone(record), this.#hostname));
    this.#attempts = { ...this.#attempts, ...changeOf(record, this.#attempts) };
    if (record.type !== "verified") this.#records.push(record);
    else if (this.#records.at(-1)?.type !== "verified") this.#records.push({ ...record, files: [] });
  }

  read(): JobHistory {
    const { state, ledger } = this.#fold;
    return { state, ledger, ...this.#attempts, abandoned: [...this.#abandoned.values()] };
  }

  unfinished(): GoneJob | undefined {
    return unfinishedJob(this.#records, { hostname: this.#hostname, isBegun: this.#isBegun });
  }
}

export function acceptedJob(records: readonly JobRecord[]): GoneJob | undefined {
  const accepted = records.findLast((record) => record.type === "accepted");
  return accepted?.type === "accepted" ? toGone(accepted) : undefined;
}

/** Written before anything is made at the destination, or after: without them nothing of the job is there. */
const BEGUN: readonly JobRecord["type"][] = ["destination", "planned", "verified"];

/** The job of these records, if its copy may still stand where it grew. */
function unfinishedJob(
  records: readonly JobRecord[],
  { hostname, isBegun }: { readonly hostname: string; readonly isBegun: boolean },
): GoneJob | undefined {
  const accepted = records.findLast((record) => record.type === "accepted");
  if (accepted?.type !== "accepted") return undefined;
  const rest = records.slice(records.lastIndexOf(accepted));
  const path = stagingOf(toGone(accepted), hostname);
  const isOver = rest.some(
    (record) => record.type === "published" || (record.type === "cleared" && record.path === path),
  );
  const mayStand = isBegun || rest.some(({ type }) => BEGUN.includes(type));
  return isOver || !mayStand ? undefined : toGone(accepted);
}

function toGone({ manifest, digest, name, destination }: JobRecord & { readonly type: "accepted" }): GoneJob {
  return { manifest, digest, name, target: destination };
}

function changeOf(record: JobRecord, before: Attempts): Partial<Attempts> {
  switch (record.type) {
    case "submitting":
      if (before.unanswered) mark("submit: an answer to a post does not tell of the post before it");
      return { unanswered: true, mayHaveIt: before.mayHaveIt || before.unanswered };
    case "submitted":
      return { unanswered: false, mayHaveIt: false, fewFailures: 0 };
    case "published":
    case "sourceDeleted":
    case "redriven":
      return { fewFailures: 0 };
    case "attemptFailed":
      return {
        fewFailures: retryRule(record.code) === "few" ? before.fewFailures + 1 : 0,
        ...afterFailure(record.code),
      };
    case "parked":
      return afterFailure(record.code);
    case "accepted":
    case "further":
    case "scheduled":
    case "destination":
    case "planned":
    case "verified":
    case "awaiting":
    case "gathered":
    case "announced":
    case "upload":
    case "archived":
    case "cleared":
    case "tell":
    case "told":
    case "held":
    case "released":
    case "rescheduled":
    case "cancelled":
    case "room":
    case "catalogued":
    case "corrected":
    case "destinationHold":
      return {};
  }
}

/** Only what came of the post itself says that it has no answer: before it is tried again much else may fail. */
function afterFailure(code: string): { readonly unanswered?: false; readonly mayHaveIt?: true } {
  if (!Object.hasOwn(submitError.table, code)) return {};
  return NOT_TAKEN.includes(code) ? { unanswered: false } : { unanswered: false, mayHaveIt: true };
}
