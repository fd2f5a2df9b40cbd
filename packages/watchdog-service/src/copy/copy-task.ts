import type { ReadBack, SourceRead } from "@rigline/manifest";
import type { WriterSum } from "./writer-sums.js";

/** One file to bring to the staging folder. Paths are absolute. */
export interface CopyTask {
  readonly source: string;
  readonly destination: string;
  /** What the ledger calls it. */
  readonly path: string;
  readonly bytes: number;
  /** The source's time of last change when it was planned, nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** Which file the source was when it was planned, and when it was last touched: `identityOf` it. */
  readonly identity: number;
  /** The hash that the ledger has for it: the copy may be there already, and then only needs to be read again. */
  readonly ledgerHash?: string;
  /** The ledger's source had the same size and time, and another identity or none: only its content can tell. */
  readonly sourceInDoubt?: boolean;
  /** How the ledger's copy was when this very daemon read it back and flushed it: untouched since, it is not read again. */
  readonly held?: HeldCopy;
  /** What programs say of it that wrote it, at least one; absent: none does, or nobody wants to know. */
  readonly said?: readonly WriterSum[];
}

/** A copy that was verified a while ago. */
export interface HeldCopy {
  /** `identityOf` it. */
  readonly identity: number;
  readonly readBack: ReadBack;
}

/** A file whose bytes at the destination were flushed, read back and found equal to the source's. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly hash: string;
  readonly modified: string;
  /** Of the source whose bytes these are. */
  readonly identity: number;
  /** Of the copy, when it was read back. */
  readonly copy: number;
  /** False: the share can't, or doesn't let this user, bring it onto its device for certain. */
  readonly flushed: boolean;
  /** What it was read back from. */
  readonly readBack: ReadBack;
  /** How the first reading of its source was checked; absent: it was not. */
  readonly sourceRead?: SourceRead | undefined;
  /** False: it was there from an earlier attempt and was only read again. */
  readonly copied: boolean;
}

/** What became of a batch: what is verified stays verified, also when the next file failed. */
export interface CopyOutcome {
  readonly verified: readonly VerifiedFile[];
  /** False: at least one copy could not be given its source's time of last change. */
  readonly timesKept: boolean;
  /** What stopped the batch. */
  readonly failure: unknown;
}

/** A file, and on which side of the copy it stands; and what it is to be read from, of a source the cache where it does not say. */
export type FileSide =
  | { readonly path: string; readonly side: "source"; readonly readBack?: ReadBack }
  | { readonly path: string; readonly side: "copy"; readonly readBack: ReadBack };

export interface FileRead {
  readonly path: string;
  readonly bytes: number;
  /** Of the file before its first byte was read. */
  readonly identity: number;
  /** What it was read from: `cache` too where the device was asked for and its file system has no such way. */
  readonly readBack: ReadBack;
}

export interface FileHash extends FileRead {
  /** Lower-case hex. */
  readonly hash: string;
  /** By the further algorithm that was asked for, of the same reading. Lower-case hex. */
  readonly further?: string;
}

/** Told how many bytes were read since the last call. */
export type OnBytes = (bytes: number) => void;
