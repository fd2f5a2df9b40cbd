import type { DestinationPlace } from "@rigline/foundation/places";
import type { Awaiting, UploadPart } from "../parts/index.js";
import type { Selected } from "../selection/selected.js";
import type { Submission } from "../submit-request/submission.js";
import type { CopyOf, FurtherCopy } from "../further/further-copy.js";
import type { FoundCopy, Repair } from "./describe-damage.js";
import type { Decision } from "./decision.js";
import type { ReadBack } from "./read-back.js";
import type { Proof } from "../evidence/proof.js";
import type { SourceRead } from "../evidence/source-read.js";
import type { RoomUse } from "./room-forecast.js";
import type { UploadState } from "./upload-status.js";

/** Whether a catalogue knows the session. */
export interface CatalogueState {
  readonly state: "registered" | "refused";
  /** Its identifier there. */
  readonly pid: string | undefined;
  /** Why it was refused. */
  readonly reason: string | undefined;
  /** ISO 8601 in UTC. */
  readonly since: string | undefined;
}

/** Where the job stands that is now under a manifest's name, folded from its journal. */
export interface JobState {
  readonly step: "accepted" | "scheduled" | "copying" | "published" | "submitted" | "complete" | "parked" | "cancelled";
  readonly name: string | undefined;
  /** sha256 of the manifest's bytes; undefined when no record says one. */
  readonly digest: string | undefined;
  /** `<destination>/<name>`. */
  readonly destination: string | undefined;
  /** The session of which it is one more copy; undefined: it is a session's own. */
  readonly copyOf: CopyOf | undefined;
  /** The session's further copies, each a job of its own; undefined: none, or they are not written down yet. */
  readonly further: readonly FurtherCopy[] | undefined;
  /** When the schedule lets it begin, ISO 8601 in UTC. */
  readonly scheduledUntil: string | undefined;
  /** From when on the rest is copied of a job of which a part goes first, ISO 8601 in UTC; undefined: it is not decided yet. */
  readonly restFrom: string | undefined;
  /** What the destination was found to be, as far as a person has not told otherwise since. */
  readonly place: DestinationPlace | undefined;
  /** `first`: of what goes first alone. */
  readonly planned: { readonly files: number; readonly bytes: number; readonly first?: true } | undefined;
  /** What was chosen of the sources by patterns, and what these leave at the rig; undefined: all is taken. */
  readonly selected: Selected | undefined;
  /** What is verified so far, each path once. */
  readonly verified: { readonly files: number; readonly bytes: number };
  readonly published:
    | {
        readonly files: number;
        readonly bytes: number;
        readonly algorithm: string;
        readonly milliseconds: number;
        /** When, ISO 8601 in UTC. Absent: it is not recorded. */
        readonly at?: string;
        /** From what; absent: it is not recorded. */
        readonly readBack?: ReadBack;
        /** By what it is known that each file arrived; absent: its bytes were compared. */
        readonly proof?: Proof;
        /** How the first reading of every source was checked; absent: it was not. */
        readonly sourceRead?: SourceRead;
        /** So many files are as the program says that wrote them; absent: none was compared with that. */
        readonly asWritten?: number;
        /** False: read back and equal, but the share has no flush. Absent: flushed. */
        readonly flushed?: false;
        /** False: the share keeps no times. Absent: files have those of their sources, as far as is known. */
        readonly timesKept?: false;
      }
    | undefined;
  /** Who had the published copy read again last, and whether all of it was there and unchanged; undefined: nobody. */
  readonly verification:
    | (Decision & {
        readonly isWhole: boolean;
        readonly found: FoundCopy;
        readonly repaired?: Repair;
        readonly elsewhere?: true;
      })
    | undefined;
  /** What its part of a session waits for; undefined: nothing, or it is the whole session. */
  readonly awaiting: Awaiting | undefined;
  /** What each computer's request says of its modalities; undefined: not all have handed off theirs, or it is not this one's to submit. */
  readonly gathered: readonly UploadPart[] | undefined;
  readonly submission: Submission | undefined;
  /** With what it is submitted instead of what its manifest makes, JSON, and who wants that; undefined: nobody. */
  readonly correction: (Decision & { readonly request: string }) | undefined;
  /** The other computers that hand off the session have been told of the submission. */
  readonly announced: boolean;
  /** When the service took the job, ISO 8601; by its own clock where it told. */
  readonly submittedAt: { readonly at: string; readonly byService: boolean } | undefined;
  /** What the transfer service said last of the upload; undefined: nothing yet, or it is not asked. */
  readonly upload: UploadState | undefined;
  /** What came of telling the catalogue of the session; undefined: nothing yet, or there is none. */
  readonly catalogue: CatalogueState | undefined;
  /** What was asked to be deleted at the rig is, or was rightly kept. */
  readonly sourceDeleted: boolean;
  /** So much of it was deleted long after the hand-off, by a rule or a person; absent: nothing was. `at`: ISO 8601, where it is known. */
  readonly deletedSince?: { readonly files: number; readonly by: string; readonly at?: string };
  readonly archivedTo: string | undefined;
  /** Of a share or disk, not of a job: what was published there. */
  readonly room: readonly RoomUse[];
  /** Attempts that failed since the last step that was done. */
  readonly failuresInARow: number;
  /** Why it is set aside. */
  readonly parkedCode: string | undefined;
  /** Nothing is done for it, wherever it stands, until it is released. */
  readonly held: Decision | undefined;
  /** Who ended it, or how; a wanted end, no trouble. */
  readonly cancelled:
    | { readonly by: string | undefined; readonly at: string | undefined; readonly reason: string }
    | undefined;
  /** The last failure, while it has not been overcome. */
  readonly failure:
    | {
        readonly step: string;
        readonly code: string;
        readonly message: string;
        /**
         * Null: it is not tried again by itself. A time that is over: it is tried again since then, and fails in the same way, or
         * is at it now; failures that say nothing new are not recorded each time.
         */
        readonly retryAt: string | null;
        /** What a person should do about a parked job; null while the daemon still tries. */
        readonly todo: string | null;
        /** Until when the service asked not to be posted to again, ISO 8601 in UTC. */
        readonly notBefore?: string;
      }
    | undefined;
}

/** Of a manifest that nobody has taken. */
export const UNTAKEN: JobState = {
  step: "accepted",
  name: undefined,
  digest: undefined,
  destination: undefined,
  copyOf: undefined,
  further: undefined,
  scheduledUntil: undefined,
  restFrom: undefined,
  place: undefined,
  planned: undefined,
  selected: undefined,
  verified: { files: 0, bytes: 0 },
  published: undefined,
  awaiting: undefined,
  gathered: undefined,
  submission: undefined,
  correction: undefined,
  announced: false,
  verification: undefined,
  submittedAt: undefined,
  upload: undefined,
  catalogue: undefined,
  sourceDeleted: false,
  archivedTo: undefined,
  room: [],
  failuresInARow: 0,
  parkedCode: undefined,
  held: undefined,
  cancelled: undefined,
  failure: undefined,
};

/**
 * What another job under the manifest's name begins with. A hold is of the session that the manifest names, and a corrected
 * manifest does not end it; what was decided before anybody had read the manifest is of the job that comes of it.
 */
export function begunAfter({ digest, step, held, scheduledUntil }: JobState): JobState {
  if (step === "complete" || step === "cancelled") return UNTAKEN;
  return { ...UNTAKEN, held, scheduledUntil: digest === undefined ? scheduledUntil : undefined };
}
