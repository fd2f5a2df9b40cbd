import type { Session } from "@rigline/core";
import { findWatchPlaces } from "../daemon/watch-places.js";
import { isWithdrawn, readJob } from "../follow/read-job.js";
import type { PluginParts } from "../parts.js";
import { readPublishedRecord } from "./published-record.js";

/** Whether a session's manifest was published, and somebody took it out of the queue before its work was done. */
export function wasWithdrawn(parts: PluginParts, session: Session): boolean {
  const record = readPublishedRecord(parts.fileSystem, session);
  return record !== undefined && isWithdrawn(readJob(parts.fileSystem, findWatchPlaces(parts), record.manifest));
}
