import type { Job } from "../jobs/job.js";

/** A failed attempt, as far as it says something. */
export interface WhatFailed {
  readonly step: string;
  readonly code: string;
  readonly message: string;
}

interface Row {
  /** Failures in a row, as the journal has it since the last record. */
  readonly recorded: number;
  readonly attempt: number;
  /** What was recorded last, and when, by the monotonic clock. */
  readonly last: string;
  readonly at: number;
  /** What was recorded since the number of attempts last doubled. */
  readonly told: ReadonlySet<string>;
}

/** What comes and goes is recorded no oftener than this. */
const CHANGE_MS = 600_000;

/**
 * Failures that say nothing new are counted here and recorded ever more seldom, each time that their number has doubled: a job
 * whose share is away for weeks fails every 30 s, and each attempt reads its whole journal. That it fails, why, since when and
 * about how often stands there all the same. One process long: the next one counts on from the journal.
 */
export class RepeatedFailures {
  readonly #rows = new Map<string, Row>();

  /** The number of an attempt that has failed now, from 1. `recorded`: failures in a row, as the journal has it. */
  count(job: Job, recorded: number): number {
    const row = this.#rows.get(job.manifest);
    return row?.recorded === recorded ? row.attempt + 1 : recorded + 1;
  }

  /** Whether a failure has to stand in the journal. */
  isNews(job: Job, failure: WhatFailed, { attempt, now }: { readonly attempt: number; readonly now: number }): boolean {
    const row = this.#rows.get(job.manifest);
    if (isPowerOfTwo(attempt) || row === undefined || attempt !== row.attempt + 1) return true;
    const what = textOf(failure);
    return what !== row.last && (!row.told.has(what) || now - row.at >= CHANGE_MS);
  }

  noteRecorded(
    job: Job,
    failure: WhatFailed,
    { attempt, now }: { readonly attempt: number; readonly now: number },
  ): void {
    const row = this.#rows.get(job.manifest);
    const last = textOf(failure);
    const told = row === undefined || isPowerOfTwo(attempt) ? [] : row.told;
    this.#rows.set(job.manifest, { recorded: attempt, attempt, last, at: now, told: new Set([...told, last]) });
  }

  noteUntold(job: Job, attempt: number): void {
    const row = this.#rows.get(job.manifest);
    if (row !== undefined) this.#rows.set(job.manifest, { ...row, attempt });
  }

  forget({ manifest }: Pick<Job, "manifest">): void {
    this.#rows.delete(manifest);
  }
}

function isPowerOfTwo(attempt: number): boolean {
  return (attempt & (attempt - 1)) === 0;
}

function textOf({ step, code, message }: WhatFailed): string {
  return `${step} ${code} ${message}`;
}
