export interface ReleaseRequest {
  /** The copy is to be read again at its destination, byte by byte. */
  readonly verifies: boolean;
  /** Who is to delete, `user@host`; absent: that is not known. */
  readonly by?: string;
  readonly signal: AbortSignal;
  /** One line for whoever waits. */
  readonly onProgress: (text: string) => void;
}

/** `copy`: where the data are and how that is known, one phrase. `why`: what speaks against it, one phrase. */
export type Release =
  | {
      readonly mayDelete: true;
      readonly copy: string;
      readonly files: readonly ReleasedFile[];
      /** What is to be left in the session's folder when all of them are gone: it says where they are. */
      readonly receipt?: { readonly name: string; readonly text: string };
    }
  | { readonly mayDelete: false; readonly why: string };

/** A file in a session's folder as it was when it was looked at: anything else is not released. */
export interface ReleasedFile {
  /** In the session's folder, `/` between folders. */
  readonly path: string;
  readonly bytes: bigint;
  /** Time of the last change, nanoseconds since the epoch. */
  readonly modifiedNs: bigint;
}
