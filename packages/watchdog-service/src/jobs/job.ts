import { isRemotePlace, placeAbove, placeIn } from "@rigline/foundation/paths";
import type { TimeOfDay } from "@rigline/foundation/time";
import type { CopyOf, FurtherDestination, HoursToCome } from "@rigline/manifest";
import type { CopyRequest } from "../plan/copy-plan.js";
import { growingRecords } from "../gather/gather-folder.js";
import { jobId, stagingPlace } from "../publish/staging-place.js";

/** A manifest as the daemon uses it. */
export interface Job {
  /** Absolute path of the manifest in the flag folder. */
  readonly manifest: string;
  /** sha256 of the manifest's bytes. */
  readonly digest: string;
  readonly request: CopyRequest;
  /** What people are told that it is: the session's name, and of a further copy which one. */
  readonly label: string;
  /** Where the data go as well, each by a manifest that is derived from this one. */
  readonly alsoTo: readonly FurtherDestination[];
  /** The session of which it is itself one more copy; undefined: it is a session's own. */
  readonly copyOf?: CopyOf | undefined;
  /** False: the file might be the beginning of a longer one that somebody is still writing. */
  readonly surelyWhole: boolean;
  /** Its form alone says that it is whole, so that nobody has to wait and see whether it grows. */
  readonly provenWhole: boolean;
  /** The higher begins first; 0 for most. */
  readonly priority: number;
  /** Of the session all modalities that belong together, which several computers hand off; undefined: it is this manifest's alone. */
  readonly parts?: readonly string[] | undefined;
  /** Sent along with what is posted; undefined: nobody traces the session. */
  readonly traceparent?: string | undefined;
  /** What of it waits for an hour of its own while the rest goes first; undefined: nothing. */
  readonly later?:
    | { readonly patterns: readonly string[]; readonly at: TimeOfDay; readonly publishFirst: boolean }
    | undefined;
  /** Undefined: at once. */
  readonly schedule: TimeOfDay | undefined;
  /** Null: nothing is posted. */
  readonly endpoint: string | null;
  readonly deleteSource: boolean;
  /** Sources that stay all the same. Absolute. */
  readonly keep: readonly string[];
  /** What the manifest says and was probably not meant, one sentence each. It stops nothing. */
  readonly notices: readonly string[];
  /** The submit request as JSON. Throws the manifest package's errors, as RiglineErrors. */
  submitBody(): string;
  /** The text of the manifest that is derived for one of `alsoTo`. */
  derive(destination: FurtherDestination, hours: HoursToCome): string;
}

/** As events tell it. */
export function traceOf({ traceparent }: Pick<Job, "traceparent">): { readonly traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent };
}

/** A job whose manifest is no longer in the flag folder. */
export interface GoneJob {
  readonly manifest: string;
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly target: string;
}

export function goneJob({ manifest, digest, request }: Job): GoneJob {
  return { manifest, digest, name: request.name, target: placeIn(request.destination, request.name) };
}

/** Where its records grew, on the rig of this name, if it was one part of a session. */
export function growingRecordsOf(job: GoneJob, hostname: string): string {
  return growingRecords(placeAbove(job.target), job.name, jobId(job, hostname));
}

/**
 * Where its copy grew, on the rig of this name. In a store that is where it is published: a corrected manifest goes on with what the one before
 * has brought there, and nothing of it is left over.
 */
export function stagingOf(job: GoneJob, hostname: string): string {
  if (isRemotePlace(job.target)) return placeIn(job.target, ".rigline");
  return stagingPlace(placeAbove(job.target), job.name, job, hostname);
}
