/** One file to bring to the staging folder. Paths are absolute. */
export interface CopyTask {
  readonly source: string;
  readonly destination: string;
  /** What the ledger calls it. */
  readonly path: string;
  readonly bytes: number;
  /** The source's time of last change when it was planned, nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** The hash that the ledger has for it: the copy may be there already, and then only needs to be read again. */
  readonly ledgerHash?: string;
}

/** A file whose bytes at the destination were flushed, read back and found equal to the source's. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly hash: string;
  readonly modified: string;
  /** False: it was there from an earlier attempt and was only read again. */
  readonly copied: boolean;
}

/** What became of a batch: what is verified stays verified, also when the next file failed. */
export interface CopyOutcome {
  readonly verified: readonly VerifiedFile[];
  /** What stopped the batch. */
  readonly failure: unknown;
}

export interface FileHash {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
}

/** Told how many bytes were read since the last call. */
export type OnBytes = (bytes: number) => void;
