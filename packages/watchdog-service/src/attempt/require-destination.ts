import { openJournal, readJournalIfThere } from "@rigline/foundation/journal";
import { vanished, type DestinationPlace } from "@rigline/foundation/places";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { destinationsJournalPath, readDestinationPlaces, type JobRecord, type ReadBack } from "@rigline/manifest";
import { isBelow } from "../config/local-folder.js";
import { storeAt } from "../destinations/store-places.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import {
  describeDestination,
  isSameDestination,
  type DestinationLook,
  type KnownDestination,
} from "../publish/look-at-destination.js";
import { publishError } from "../publish/publish-errors.js";
import type { OrderOptions } from "../work/work-pool.js";
import type { Attempt, JobAttempt } from "./step.js";

export interface FoundDestination extends DestinationLook {
  /** The watch config says that a destination on the rig's own disk is meant here. */
  readonly isMeant: boolean;
  /** What copies there are to be read back from. */
  readonly readBack: ReadBack;
  /** To be written into the job's journal with the next record, and before anything is written at the destination. */
  readonly news: readonly JobRecord[];
}

/**
 * Looks at a job's destination before anything else is done with it. What it is, is recorded before anything is written there,
 * in the job's journal and for all jobs of the flag folder: a share that is not mounted leaves a folder behind, which would take
 * the data and hide them as soon as the share is back. Throws DESTINATION_MISSING, and
 * DESTINATION_IN_DOUBT where that can only be asked.
 */
export async function requireDestination(attempt: JobAttempt): Promise<FoundDestination> {
  const { parts, job, journal, signal } = attempt;
  const { flagFolder, allowLocalDestination, localFolder, verify } = parts.settings;
  const { destination } = job.request;
  const look = await parts.pool.run({ kind: "lookAtDestination", destination, flagFolder }, { signal });
  const { place } = look;
  const isMeant = allowLocalDestination || (localFolder !== undefined && isBelow(localFolder, look.path));
  // Of a share this machine's cache may answer for bytes that the server never took.
  const found = { ...look, isMeant, readBack: verify ?? (look.isShare ? "device" : "cache") } as const;
  const known = readPlaces(parts);
  const { place: before, published } = journal.history().state;
  requireConnected(destination, look, before === undefined ? known : [...known, before]);
  if (published !== undefined && before !== undefined && !isSameDestination(before, place))
    refuse(
      destination,
      `the data were published on ${describeDestination(before)}; now ${describeDestination(place)} is there`,
    );
  if (place.own && !allowLocalDestination && look.isMissing)
    throw publishError("DESTINATION_IN_DOUBT", {
      what: `${destination} is not there, and would be made on the rig's own disk: is the share connected?`,
      where: { file: destination },
    });
  if (before !== undefined && isKnown(before, place)) return { ...found, news: [] };
  if (!place.own && !known.some((other) => isKnown(other, place))) {
    await requireStill(attempt, place);
    remember(parts, place);
  }
  const record: JobRecord = { type: "destination", ...place };
  if (!place.own || isMeant) return { ...found, news: [record] };
  journal.append(record);
  parts.report({
    event: "notice",
    job: job.label,
    message: `${destination} is on the rig's own disk: if a share belongs there, it is not connected; if that is meant, write \`rigline: {allow_local_destination: true}\` into the watch config`,
  });
  return { ...found, news: [] };
}

/** By which a worker knows again what the destination was found to be. */
export function knownDestination(
  { parts, job }: Pick<Attempt, "parts" | "job">,
  { place }: Pick<FoundDestination, "place">,
): KnownDestination {
  return { destination: job.request.destination, flagFolder: parts.settings.flagFolder, place };
}

/** A look that sees further up, or sees for certain, is news. */
function isKnown(before: DestinationPlace, now: DestinationPlace): boolean {
  return isSameDestination(before, now) && (before.seen === true || now.seen !== true);
}

/**
 * For what an earlier job left at a destination: of a share that is away nothing can be said to be gone. Throws
 * DESTINATION_MISSING.
 */
export async function requireReachable(
  parts: Pick<DaemonParts, "settings" | "fileSystem" | "pool">,
  destination: string,
  options: OrderOptions,
): Promise<void> {
  if (isRemotePlace(destination)) {
    await parts.pool.run({ kind: "lookAtStore", store: storeAt(parts, destination) }, options);
    return;
  }
  const { flagFolder } = parts.settings;
  const look = await parts.pool.run({ kind: "lookAtDestination", destination, flagFolder }, options);
  requireConnected(destination, look, readPlaces(parts));
}

function requireConnected(
  destination: string,
  { path, place }: DestinationLook,
  known: readonly DestinationPlace[],
): void {
  const missed = vanished(path, place, known);
  if (missed === undefined) return;
  mark("destination: nothing is written where the place of a share that went away shows through");
  refuse(
    destination,
    `a share or disk was at ${missed.root} before, and now ${describeDestination(place)} shows through there`,
  );
}

/**
 * Looks once more before a share is remembered that begins where nothing is mounted, for all that the system lists: one that went away, or came,
 * between two questions of one look seems to begin at one of its own folders, and would be missed there for ever. Throws
 * DESTINATION_MISSING.
 */
async function requireStill({ parts, job, signal }: JobAttempt, before: DestinationPlace): Promise<void> {
  // A root that was not surely seen gives way to a later look by itself.
  if (before.seen !== true || parts.readMounts().includes(before.root)) return;
  const { destination } = job.request;
  const { flagFolder } = parts.settings;
  const { place } = await parts.pool.run({ kind: "lookAtDestination", destination, flagFolder }, { signal });
  if (isSameDestination(before, place)) return;
  mark("destination: a share that went away while it was looked at is not remembered");
  refuse(
    destination,
    `it lay on ${describeDestination(before)} a moment ago, and now lies on ${describeDestination(place)}`,
  );
}

function refuse(destination: string, why: string): never {
  throw publishError("DESTINATION_MISSING", { what: `${destination} is not there: is the share connected?`, why });
}

function readPlaces({
  settings,
  fileSystem,
}: Pick<DaemonParts, "settings" | "fileSystem">): readonly DestinationPlace[] {
  const path = destinationsJournalPath(settings.flagFolder);
  return readDestinationPlaces(readJournalIfThere(path, { fileSystem })?.records ?? []);
}

function remember({ settings, fileSystem, clock }: DaemonParts, place: DestinationPlace): void {
  const path = destinationsJournalPath(settings.flagFolder);
  const journal = openJournal(path, { fileSystem, clock, damaged: "skip", below: settings.flagFolder });
  try {
    journal.append({ type: "destination", ...place });
  } finally {
    journal.close();
  }
}
