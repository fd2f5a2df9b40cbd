/**
 * A place in a store that is no file system, as the daemon uses it: `s3://bucket/prefix/name` or `rclone:remote:path/name`. Paths are relative to
 * that place, `/` between their parts; nothing outside of it is read or changed. Each function throws StoreError, and nothing else that is expected.
 */
export interface RemoteStore {
  /** In parts of how many bytes it is given a file of this size: always the same, so that what was begun can be gone on with. */
  partBytes(bytes: number): number;
  /** Throws where it can't be reached, or not be used. */
  look(): Promise<void>;
  /** All that stands there. */
  list(): Promise<ReadonlyMap<string, StoredFile>>;
  /** A small file; undefined: it is not there. */
  get(path: string): Promise<Uint8Array | undefined>;
  /** Makes a small file. False: one is there already, and stays as it is. */
  create(path: string, content: Uint8Array): Promise<boolean>;
  /** Puts another small file in the place of one. False: something else than `before` stands there by now, and stays. */
  replace(path: string, before: Uint8Array, content: Uint8Array): Promise<boolean>;
  /**
   * Readies a small file that has no name yet. Whoever disowns that name before it has it keeps it from ever getting it: also where the one
   * that readied it was paused, and wakes up later.
   */
  ready(path: string, content: Uint8Array): Promise<ReadiedFile>;
  /** Nothing that anybody has readied for a name, and that does not have it yet, gets it any more. */
  disown(path: string): Promise<void>;
  /** Brings files there, over what stands in their places. */
  put(files: readonly StoreFile[], onBytes: (bytes: number) => void): Promise<void>;
  /** What the store itself says of files that it took, with no byte of them read; those that are not there are absent. */
  tell(files: readonly Omit<StoreFile, "read">[]): Promise<ReadonlyMap<string, ToldFile>>;
  /** Fetches files and hashes what comes; those that are not there are absent. */
  readBack(paths: readonly string[], onBytes: (bytes: number) => void): Promise<ReadonlyMap<string, FetchedFile>>;
  /** Brings files to this machine, over what stands there; those that are not there are left out. */
  save(paths: readonly string[], into: SavePlace, onBytes: (bytes: number) => void): Promise<void>;
  remove(paths: readonly string[]): Promise<void>;
  /** Has the store keep files at another place of its own, where nothing stands under their names; whether they stand here afterwards depends on it. */
  setAside(paths: readonly string[], place: string): Promise<void>;
  /** Gives up what was begun and is in no list: parts of files that nobody will complete. */
  abandon(): Promise<void>;
  close(): void;
}

/** A small file that only needs its name. */
export interface ReadiedFile {
  /** Gives it that. False: another one has it, and stays as it is, or it was disowned. */
  name(): Promise<boolean>;
}

/** A folder of this machine, in which there is a folder for each file that comes. */
export interface SavePlace {
  /** Absolute: each file comes to stand below it by its path in the store. */
  readonly folder: string;
  /** Begins one of them anew, and is given its bytes in order. */
  readonly begin: (path: string) => { readonly write: (bytes: Uint8Array) => void; readonly end: () => void };
}

export interface StoredFile {
  readonly bytes: number;
  /** Another one as soon as anybody puts something else there; absent: the store has none. */
  readonly version?: string | undefined;
}

export interface ToldFile extends StoredFile {
  /** `unknown`: it keeps no sha256 of its own. */
  readonly is: "same" | "other" | "unknown";
}

export interface FetchedFile {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly version?: string | undefined;
}

/** A file to be brought, with the hashes of what its source gave. */
export interface StoreFile {
  readonly path: string;
  /** Absolute. */
  readonly source: string;
  readonly bytes: number;
  readonly digest: FileDigest;
  /** So many bytes of the source from there on. Throws what has changed of it, or can't be read. */
  readonly read: (from: number, bytes: number) => Uint8Array;
}

export interface FileDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Of each part of the store's `partBytes`, in order: 32 bytes each. */
  readonly parts: readonly Uint8Array[];
}

const LEAST_PART = 16 * 1024 * 1024;
const MOST_PARTS = 9000;
const MIB = 1024 * 1024;

/** In parts of how many bytes a file of this size goes to S3, which takes ten thousand of them. */
export function partBytes(bytes: number): number {
  return Math.max(LEAST_PART, Math.ceil(bytes / MOST_PARTS / MIB) * MIB);
}

/**
 * `denied`: credentials, or the right to do it. `absent`: no such bucket or remote. `clock`: this computer's is wrong. `away`: no answer, or one that
 * asks to come back later. `changed`: what arrived is not what was sent. `full`: no room. `refused`: it takes no such name, size or request. `missing`: a
 * program or package that is needed to reach it.
 */
export type StoreTrouble = "denied" | "absent" | "clock" | "away" | "changed" | "full" | "refused" | "missing";

/** What a store, or what is used to reach it, said no with. Known by its name: packages of ours may each have one. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.trouble = trouble;
  }
}

export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === "StoreError" && "trouble" in error;
}
