import type { ReadBack } from "@rigline/manifest";
import type { KnownDestination } from "../publish/look-at-destination.js";
import type { FolderTraits } from "../plan/copy-plan.js";

/** A file that was copied and verified while its session ran. */
export interface FollowedFile {
  /** Where its copy stands, relative to the folder that the copies grow in, `/` between folders. */
  readonly place: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly hash: string;
  /** Of the source, nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** Of the source whose bytes these are. */
  readonly identity: number;
  readonly readBack: ReadBack;
  /** `identityOf` the copy when this very daemon read it back and flushed it; undefined: it has to be read again before it counts. */
  readonly copy?: number | undefined;
}

/** What was copied of a session while it ran, for the job that hands it off. */
export interface FollowedCopy {
  /** The session's folder, as the launcher names it. */
  readonly directory: string;
  /** The folder that the copies grew in, absolute; it may be gone, where an attempt has taken it. */
  readonly folder: string;
  /** By the absolute path of the source, links resolved. */
  readonly files: ReadonlyMap<string, FollowedFile>;
  /** Where the experiment says which of its files are complete, relative to the session's folder; absent: nowhere. */
  readonly list?: string | undefined;
  /** What was made later is no part of the session, nanoseconds since the epoch; undefined: nobody said when it ended. */
  readonly until: bigint | undefined;
  /** False: at least one copy could not be given its source's time. */
  readonly timesKept: boolean;
}

/** What the daemon has copied of sessions that were still running. */
export interface FollowedSessions {
  /** The followed session that these sources lie in. Nobody copies any more of it when this resolves; undefined: none was followed. */
  takeOver(sources: readonly string[]): Promise<FollowedCopy | undefined>;
  /** It is published: nothing need be known of it any more. */
  finish(directory: string): Promise<void>;
  /** Where copies of sessions grow, or will. */
  readonly destinations: readonly string[];
  /** Sessions that still run, or of which something is to be copied now: the daemon does not end for want of work. */
  readonly pending: number;
  /** Whether a session asks to be followed that the daemon, as it ended, had not seen. */
  somethingCame(): boolean;
}

/** What is to become of copies that were made beside a recording: the folder of a job's own copy, with each at its place in it. */
export interface AdoptAsks {
  readonly from: string;
  readonly staging: string;
  /** Folders to be made for them, parents first, relative to the staging folder. */
  readonly folders: readonly string[];
  readonly traits: ReadonlyMap<string, FolderTraits>;
  readonly moves: readonly { readonly from: string; readonly to: string; readonly copy: number | undefined }[];
  readonly at: KnownDestination;
}
