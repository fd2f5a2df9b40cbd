import type { FileSystem, Session } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { placeIn } from "@rigline/foundation/paths";
import { dataPlaceOf, isWithdrawn, parseManifest, type Manifest } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { readJob } from "../follow/read-job.js";
import { findTrace, type PublicationTrace } from "./publish-manifest.js";
import { isSameSession, readPublishedRecord, writePublishedRecord, type PublishedRecord } from "./published-record.js";

/** A session's publication, as the run that found or made it knows it. */
export interface PublishedTransfer extends PublishedRecord {
  /** It was there before this run. */
  readonly already: boolean;
  /** As this run has made it. */
  readonly made?: Manifest;
  /** What else is to be told, one sentence. */
  readonly note?: string;
}

/** What an earlier run has published, written down or not, and nobody has withdrawn since. From then on the data must be left alone. */
export function findPublished(
  fileSystem: FileSystem,
  places: WatchPlaces,
  session: Session,
): PublishedTransfer | undefined {
  const record = readPublishedRecord(fileSystem, session);
  if (record === undefined) return findUnrecorded(fileSystem, places, session);
  if (isWithdrawn(readJob(fileSystem, places, record.manifest))) {
    mark("publish: a manifest that was withdrawn is published again");
    return undefined;
  }
  mark("hand-off: a resumed session goes on with what it has published");
  return { ...record, already: true };
}

/** Whether it was ever published, withdrawn since or not: what is in the data by then may have arrived. */
export function wasEverPublished(fileSystem: FileSystem, places: WatchPlaces, session: Session): boolean {
  return (
    readPublishedRecord(fileSystem, session) !== undefined || lookForTrace(fileSystem, places, session).wasPublished
  );
}

function lookForTrace(fileSystem: FileSystem, places: WatchPlaces, { name, directory }: Session): PublicationTrace {
  return findTrace(fileSystem, places, { name, isSameSession: (text) => isSameSession(text, directory) });
}

/** It may have arrived by now, and its source be gone: nothing of it can be made anew. */
function findUnrecorded(fileSystem: FileSystem, places: WatchPlaces, session: Session): PublishedTransfer | undefined {
  const { standing } = lookForTrace(fileSystem, places, session);
  if (standing === undefined) return undefined;
  mark("hand-off: what was published and not written down is gone on with");
  const { text, path, name, digest } = standing;
  const { completeFolder } = places;
  const destination = placeIn(dataPlaceOf(parseManifest(text).manifest), name);
  const record = { manifest: path, name, digest, destination, completeFolder };
  return { ...record, already: true, ...rememberPublished(fileSystem, session, record) };
}

/** The manifest is there, and with it the hand-off: a full disk under the session's own folder is no reason to fail it. */
export function rememberPublished(
  fileSystem: FileSystem,
  session: Session,
  record: PublishedRecord,
): Pick<PublishedTransfer, "note"> {
  try {
    writePublishedRecord(fileSystem, session, record);
    return {};
  } catch (error) {
    mark("hand-off: a publication that can't be written down counts all the same");
    const why = error instanceof RiglineError ? (error.why ?? error.message) : messageOf(error);
    return { note: `that it was published could not be written down in the session's folder: ${why}` };
  }
}
