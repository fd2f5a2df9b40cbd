import { createHash } from "node:crypto";
import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  flushFound,
  makeFolderDurably,
  placeExclusively,
  standsAt,
  writeDurably,
  type FileSystem,
} from "@rigline/foundation/platform";
import { RIGLINE_FOLDER, stagingFolder } from "../job/job-places.js";
import { readJobState } from "../job/read-job-state.js";
import { outboxManifest, readOutboxEntry, takeOutOfOutbox, type OutboxEntry } from "./outbox-entry.js";

/**
 * What became of an entry. `published`, now or by somebody before; `gone`: nothing waits any more, or its session's folder is
 * away; `taken`: another manifest has its name, and only the launcher can give it another one.
 */
export type EntryEnd = "published" | "gone" | "taken";

export interface Queue {
  readonly flagFolder: string;
  readonly completeFolder: string;
}

/**
 * Publishes what waits, as it stands beside the session. With `settles` it writes that down there and clears the entry away: the
 * launcher does; a daemon writes into no session, and whoever comes next finds what it has published. Each step may be the last
 * one of this process: the next one finds what is done. Whoever calls holds the outbox's lock for the session. Throws what the
 * disks say; then it waits on.
 */
export function publishEntry(
  fileSystem: FileSystem,
  { outbox, session }: { readonly outbox: string; readonly session: string },
  queue: Queue,
  { settles }: { readonly settles: boolean },
): EntryEnd {
  const entry = readOutboxEntry(fileSystem, outbox, session);
  if (entry === undefined) return "gone";
  const manifest = outboxManifest(entry);
  if (!standsAt(fileSystem, manifest)) {
    if (!settles) return "gone";
    mark("outbox: an entry whose manifest never came to stand beside the session is taken away");
    takeOutOfOutbox(fileSystem, outbox, entry);
    return "gone";
  }
  const bytes = fileSystem.read(manifest);
  const path = join(queue.flagFolder, entry.file);
  for (let look = 1; look <= 2; look += 1) {
    const found = findPublication(fileSystem, queue, entry);
    if (found === "other") return "taken";
    if (found === "same" || placeExclusively(fileSystem, path, bytes, stagingFolder(queue.flagFolder))) {
      if (settles) {
        writePublication(fileSystem, entry, { manifest: path, completeFolder: queue.completeFolder });
        takeOutOfOutbox(fileSystem, outbox, entry);
      }
      return "published";
    }
    mark("outbox: a name that was taken between the look and the deed is looked at again");
  }
  return "taken";
}

/** Whether the manifest, or another one of its name, was published. Throws what the disks say. */
export function findPublication(
  fileSystem: FileSystem,
  { flagFolder, completeFolder }: Queue,
  { file, digest, at }: OutboxEntry,
): "same" | "other" | undefined {
  const state = readJobState(fileSystem, flagFolder, file);
  const isTaken = state?.digest === digest && (state.cancelled?.at ?? "") < at;
  let other = false;
  for (const place of [join(flagFolder, file), join(completeFolder, file)]) {
    if (!standsAt(fileSystem, place)) continue;
    if (createHash("sha256").update(fileSystem.read(place)).digest("hex") !== digest) {
      other = true;
      continue;
    }
    mark("outbox: what was published by somebody who did not come to write that down is not published again");
    // Nor may he have come to flush it.
    flushFound(fileSystem, place);
    return "same";
  }
  if (isTaken && state.cancelled === undefined) {
    mark("outbox: what a daemon has taken up since is not published again");
    return "same";
  }
  return other ? "other" : undefined;
}

/** As the launcher writes it: with it a resumed session finds its job. */
function writePublication(
  fileSystem: FileSystem,
  { directory, name, digest, destination }: OutboxEntry,
  { manifest, completeFolder }: { readonly manifest: string; readonly completeFolder: string },
): void {
  const file = publicationFile(directory);
  makeFolderDurably(fileSystem, join(directory, RIGLINE_FOLDER));
  const record = { manifest, name, digest, destination, completeFolder };
  writeDurably(file, `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
}

/** What a session remembers of its publication. `directory`: the session's folder. */
export function publicationFile(directory: string): string {
  return join(directory, RIGLINE_FOLDER, "hand-off.json");
}
