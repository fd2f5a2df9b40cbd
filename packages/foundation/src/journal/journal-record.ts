/**
 * One line of a journal. `type` says what happened; the rest is the writer's. On disk a line is
 * `{"sum":"<crc32, 8 hex digits>","record":{…}}`, so that a torn or damaged line is noticed.
 */
export interface JournalRecord {
  readonly type: string;
  /** ISO 8601 in UTC; set by the journal when absent. */
  readonly at?: string | undefined;
  readonly [key: string]: unknown;
}

export interface Journal {
  readonly path: string;
  /** The records found when it was opened, then those appended since; none when `onRecord` is handed them. */
  readonly records: readonly JournalRecord[];
  /** Returns when the record is on the device. Throws JOURNAL_WRITE_FAILED. */
  append(record: JournalRecord): void;
  /** Several records with one flush. */
  appendAll(records: readonly JournalRecord[]): void;
  /** The same without a flush: they are on the device when `flush` or the next append returns. For what is found out again if it is lost. */
  note(records: readonly JournalRecord[]): void;
  /** Returns when all is on the device. Throws JOURNAL_WRITE_FAILED. */
  flush(): void;
  /**
   * Takes back what was appended last, as if it had never been: what was only to hold while something went on that came to
   * nothing. `onRecord` is not told. False: nothing was appended, or it can't be taken back and stands.
   */
  takeBack(): boolean;
  close(): void;
}
