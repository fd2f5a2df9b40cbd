import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { isPlaceWithin, isRemotePlace, placeAbove } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { type JobRecord, toJobRecords } from "../job/job-record.js";
import { listRecordFiles } from "../job/record-files.js";
import { type DestinationHold, type FoundHold, isInForce } from "./destination-hold.js";

export function holdsFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "holds");
}

/** Where the daemon keeps what one hold file said and when: a journal for each. `file`: of the hold, absolute. */
export function holdJournalPath(flagFolder: string, file: string): string {
  return join(holdsFolder(flagFolder), `${createHash("sha256").update(file).digest("hex").slice(0, 12)}.jsonl`);
}

/** What such a journal said last; undefined: nothing. */
export function lastHold(
  records: readonly JobRecord[],
): (FoundHold & { readonly since?: string | undefined }) | undefined {
  const last = records.findLast((record) => record.type === "destinationHold");
  if (last === undefined) return undefined;
  const { type: _type, at, ...hold } = last;
  return { ...hold, since: at };
}

/** The holds that the daemon of a flag folder knows to be in force, the oldest first; none where that can't be read. */
export function readDestinationHolds(
  fileSystem: FileSystem,
  flagFolder: string,
  now: Date,
): readonly DestinationHold[] {
  const holds: DestinationHold[] = [];
  try {
    for (const file of listRecordFiles(fileSystem, holdsFolder(flagFolder), ".jsonl")) {
      const hold = lastHold(toJobRecords(readJournalIfThere(file, { fileSystem })?.records ?? []));
      if (isInForce(hold, now)) holds.push(hold);
    }
  } catch {
    mark("hold: what can't be read of owners' holds is not told");
  }
  return holds.toSorted((one, other) => ((one.since ?? "") < (other.since ?? "") ? -1 : 1));
}

const GRAVITY = { pause: 0, drain: 1, throttle: 2 } as const;

/** The gravest of the holds that hold for a destination, the slowest of several rates; undefined: none. */
export function holdFor(holds: readonly DestinationHold[], destination: string): DestinationHold | undefined {
  const place = isRemotePlace(destination) ? destination : resolve(destination);
  const own = holds.filter(({ file }) => isPlaceWithin(placeAbove(file), place));
  return own.toSorted(
    (one, other) => GRAVITY[one.mode] - GRAVITY[other.mode] || (one.bytesPerSecond ?? 0) - (other.bytesPerSecond ?? 0),
  )[0];
}
