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

export interface FileHash {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
}

/** What a worker is given to do at once: small enough that little is lost when it is dropped. */
export type WorkOrder =
  | { readonly kind: "copy"; readonly algorithm: string; readonly tasks: readonly CopyTask[] }
  | { readonly kind: "hash"; readonly algorithm: string; readonly paths: readonly string[] };

/** What became of a batch: what is verified stays verified, also when the next file failed. */
export interface CopyOutcome {
  readonly verified: readonly VerifiedFile[];
  /** What stopped the batch; thrown things cross threads as plain errors. */
  readonly failure: unknown;
}

export type WorkResult<Order extends WorkOrder> = Order extends { readonly kind: "copy" }
  ? CopyOutcome
  : readonly FileHash[];

/** What the one who carries out an order is told and asked while he does it. */
export interface WorkControl {
  /** True: drop the current file and throw COPY_STOPPED. */
  stopped(): boolean;
  /** Bytes read since the last call. */
  onBytes(bytes: number): void;
}

/** Carries out orders, a few at a time. */
export interface WorkPool {
  readonly size: number;
  run<Order extends WorkOrder>(order: Order, options: RunOptions): Promise<WorkResult<Order>>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}
