import type { Selection } from "@rigline/manifest";
import type { WriterSum } from "../copy/writer-sums.js";

/** One file to be copied. */
export interface PlannedFile {
  /** Absolute, links resolved. */
  readonly source: string;
  /** Relative to the published folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** The source's time of last change, nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** Which file it is and when it was last touched: `identityOf` it. */
  readonly identity: number;
}

/** What a folder's copy takes over from its source. */
export interface FolderTraits {
  /** Nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** Of several sources only the rights that all of them give. */
  readonly mode: number;
}

/** All that a manifest asks to be copied, looked at but not yet read. */
export interface CopyPlan {
  /** `<destination>/<name>`, absolute. */
  readonly target: string;
  /** Relative to the target, parents first; also the empty ones. */
  readonly folders: readonly string[];
  /** Of those folders that have a source. */
  readonly traits: ReadonlyMap<string, FolderTraits>;
  /** Ordered by path. */
  readonly files: readonly PlannedFile[];
  readonly bytes: number;
  /** What of the sources the patterns leave at the rig. */
  readonly leftOut: LeftOut;
  /** What a person should hear of, although it stops nothing. */
  readonly warnings: readonly string[];
  /** Sources, absolute, that were made after `until` and are left at the rig. */
  readonly late: readonly string[];
  /** Patterns that match nothing, one sentence each. */
  readonly unmatched: readonly string[];
  /** The first source that stands at its own target already; undefined: none does. */
  readonly inPlace: string | undefined;
  /** What programs say of the files that they wrote, by path; absent: nobody has looked. */
  readonly said?: ReadonlyMap<string, readonly WriterSum[]>;
}

/** What is in the sources and not taken, as far as it can be counted. */
export interface LeftOut {
  readonly files: number;
  readonly bytes: number;
}

/** Where manifests come and go: nothing is published there, and nobody's session. Absolute. */
export interface QueueFolders {
  readonly flagFolder: string;
  readonly completeFolder: string;
}

/** What is planned from: the part of a manifest that says what goes where. */
export interface CopyRequest {
  readonly name: string;
  readonly destination: string;
  /** Files and folders by modality; of a folder its contents are taken. */
  readonly modalities: Readonly<Record<string, readonly string[]>>;
  readonly schemas: readonly string[];
  /** Which files of the modalities are taken; all when absent. Schemas always are: each of them is named. */
  readonly selection?: Selection;
  /**
   * What was made later, nanoseconds since the epoch, came after the session's end and is left at the rig; absent: nothing did. Where
   * the file system does not say when a file was made, it is taken.
   */
  readonly until?: bigint;
  /** Sources, absolute, that are taken all the same: others stood there before it, and somebody has replaced them since. */
  readonly notLate?: readonly string[];
}

/** The part of it that says what of the modalities is meant. */
export interface SourceChoice extends Pick<CopyRequest, "modalities" | "selection"> {
  /** What stays of them, by whatever way it is come to. Absolute. */
  readonly keep?: readonly string[];
}

export function sourcesOf({ modalities, selection }: CopyRequest): SourceChoice {
  return selection === undefined ? { modalities } : { modalities, selection };
}
