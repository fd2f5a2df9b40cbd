import { isRemotePlace, remoteObjection } from "@rigline/foundation/paths";
import { z } from "zod";
import { type CopyNeed, type CopyOf, CopyOfSchema, NeedSchema } from "../further/further-copy.js";
import { toPosixPath } from "../paths/posix-path.js";
import type { Manifest } from "./manifest.js";
import { filePath } from "./manifest-values.js";

/** In `extra_identifying_info`, as all that a manifest says to Rigline alone. */
export const ALSO_TO = "rigline_also_to";
/** Of a manifest that the daemon has derived from another for one more destination. */
export const COPY_OF = "rigline_copy_of";
/** Where Rigline brings the data in place of the manifest's `destination`, which every program takes for a folder. */
export const REMOTE = "rigline_remote";

/** `true`: as `delete_modalities_source_after_success`, for Rigline alone. */
export const DELETE_SOURCE = "rigline_delete_source";

/** Each has a manifest, a journal and a copy of its own: more of them nobody means. */
export const MOST_FURTHER = 8;

/** A folder, or a place in a store, that a session's data go to as well as to the manifest's own destination. */
export interface FurtherDestination {
  /** `/` between folders, `s3://bucket/prefix`, or `rclone:remote:path`; the data land in `<destination>/<name>`. */
  readonly destination: string;
  /** The session is safe, and its source deleted, only when its data are there too. */
  readonly needed: CopyNeed;
}

/** A store that is no file system, as a person writes it. */
export const RemoteSchema = filePath.refine((place) => isRemotePlace(place) && remoteObjection(place) === undefined);

const FurtherDestinationSchema = z.strictObject({
  destination: filePath.refine((place) => !isRemotePlace(place) || remoteObjection(place) === undefined),
  needed: NeedSchema.default(true),
});

export const AlsoToNoteSchema = z.array(FurtherDestinationSchema).min(1).max(MOST_FURTHER);

/** Where a manifest's data go as well; nowhere when it says nothing. */
export function alsoToOf({
  extraIdentifyingInfo,
}: Pick<Manifest, "extraIdentifyingInfo">): readonly FurtherDestination[] {
  return AlsoToNoteSchema.safeParse(extraIdentifyingInfo?.[ALSO_TO]).data ?? [];
}

/** Where Rigline brings a manifest's data in place of its `destination`; undefined: there. */
export function remoteOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): string | undefined {
  return RemoteSchema.safeParse(extraIdentifyingInfo?.[REMOTE]).data;
}

/** Where Rigline brings a manifest's data: a folder, or a store that is none. */
export function dataPlaceOf(manifest: Pick<Manifest, "extraIdentifyingInfo" | "destination">): string {
  return remoteOf(manifest) ?? manifest.destination;
}

/**
 * What stands for `destination` in a manifest whose data go to a store alone: a folder that nobody can make. aind-watchdog-service, which knows nothing
 * of stores, ends there with an error before it copies, submits or deletes anything, and the manifest stays.
 */
export function noFolder(platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? "C:/rigline_remote?" : "/dev/null/rigline_remote";
}

/**
 * A manifest whose data go to a store and to no folder. That its source is to be deleted is said where Rigline alone reads it, as the store is.
 */
export function withRemote(manifest: Manifest, remote: string): Manifest {
  const { deleteModalitiesSourceAfterSuccess: deletes, extraIdentifyingInfo } = manifest;
  return {
    ...manifest,
    destination: noFolder(),
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: { ...extraIdentifyingInfo, [REMOTE]: remote, ...(deletes ? { [DELETE_SOURCE]: true } : {}) },
  };
}

/** Of which manifest this one is derived; undefined: of none, it is a session's own. */
export function copyOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): CopyOf | undefined {
  return CopyOfSchema.safeParse(extraIdentifyingInfo?.[COPY_OF]).data;
}

/** What can't be meant of a manifest's further destinations, one phrase: the same folder twice. */
export function alsoToObjection(manifest: Pick<Manifest, "extraIdentifyingInfo" | "destination">): string | undefined {
  const own = dataPlaceOf(manifest);
  const known = new Set([keyOf(own)]);
  for (const { destination } of alsoToOf(manifest)) {
    if (keyOf(destination) === keyOf(own))
      return `${destination} is the manifest's own destination: name another folder, for one copy is no second one`;
    if (known.has(keyOf(destination))) return `${destination} is named twice`;
    known.add(keyOf(destination));
  }
  return needObjection(alsoToOf(manifest));
}

/** What can't be meant of how many are enough, one phrase: more than there are. */
export function needObjection(named: readonly Pick<FurtherDestination, "needed">[]): string | undefined {
  const tooMany = named.find(
    ({ needed }) => typeof needed === "number" && named.filter((one) => one.needed === needed).length < needed,
  );
  if (tooMany === undefined) return undefined;
  const count = named.filter(({ needed }) => needed === tooMany.needed).length;
  return `\`needed: ${String(tooMany.needed)}\` is said of ${count} of them, and means so many of those that say it: name more, or a lower number`;
}

/** The same destinations each once, of which none is `first`; of what is said of one, the strictest counts. */
export function mergeDestinations(first: string, named: readonly FurtherDestination[]): readonly FurtherDestination[] {
  const merged = new Map<string, FurtherDestination>();
  for (const one of named) {
    const key = keyOf(one.destination);
    const before = merged.get(key);
    merged.set(key, before === undefined ? one : { ...before, needed: strictest(before.needed, one.needed) });
  }
  merged.delete(keyOf(first));
  return [...merged.values()];
}

function strictest(one: CopyNeed, other: CopyNeed): CopyNeed {
  if (one === true || other === true) return true;
  if (one === false) return other;
  return other === false ? one : Math.max(one, other);
}

/** Windows takes its names in any case. */
function keyOf(destination: string): string {
  const path = toPosixPath(destination);
  return /^(?:[A-Za-z]:|\/\/)/.test(path) ? path.toLowerCase() : path;
}
