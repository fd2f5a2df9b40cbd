import { isRemotePlace } from "@rigline/foundation/paths";
import {
  type ManifestFlavour,
  notesOfCopy,
  REMOTE,
  renderManifest,
  type FurtherDestination,
  type Manifest,
} from "../manifest/index.js";

/** What of a session's hours is still to come when a manifest is derived from its own. */
export interface HoursToCome {
  readonly schedule: boolean;
  readonly later: boolean;
}

/**
 * The text of the manifest that brings a session to one more destination: the same session and sources, copied there and verified,
 * with nothing to submit and nothing to delete, so that whoever takes it, aind-watchdog-service too, does no more than that. An hour
 * that is over is none: counted from when this manifest comes it would be the next day's.
 * For a store that is no file system it names the session's own folder, and the store where Rigline alone reads it: another watchdog then
 * brings the same data where they belong anyway. `file`: the name of the session's own.
 */
export function deriveManifest(
  manifest: Manifest,
  file: string,
  { destination, needed }: FurtherDestination,
  hours: HoursToCome,
): string {
  const isRemote = isRemotePlace(destination);
  const notes = notesOfCopy(manifest.extraIdentifyingInfo, { manifest: file, needed }, hours.later);
  const derived: Manifest = {
    ...manifest,
    destination: isRemote ? manifest.destination : destination,
    scheduleTime: hours.schedule ? manifest.scheduleTime : null,
    transferEndpoint: null,
    transferServiceArgs: null,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: isRemote ? { ...notes, [REMOTE]: destination } : notes,
  };
  // Whoever reads the session's own reads it too.
  const flavour: ManifestFlavour = manifest.legacy === null ? "current" : "clabe-0.6.13";
  return renderManifest(derived, { flavour });
}
