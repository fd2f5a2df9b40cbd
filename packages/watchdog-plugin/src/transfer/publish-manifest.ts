import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { flushFound, placeExclusively, standsAt, systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, manifestFileName, stagingFolder } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { readJob } from "../follow/read-job.js";
import { notPublished, transferError } from "./transfer-errors.js";

const MOST_NAMES = 100;

export interface PublishedManifest {
  /** Absolute path in the flag folder. */
  readonly path: string;
  /** The folder's name at the destination; the session's, unless another session has it. */
  readonly name: string;
  /** sha256 of its bytes, lower-case hex: what the daemon knows the job by. */
  readonly digest: string;
  /** It was there before: published by an earlier run that was cut short, or by one that came to its end. */
  readonly already: boolean;
}

export interface PublishRequest {
  readonly name: string;
  /** The manifest's text under a name, as it is to stand in the file. */
  render(name: string): string;
  /** Whether a manifest's text is one of the same session. */
  isSameSession(text: string): boolean;
}

/**
 * Publishes a manifest: the commit point of a hand-off. It appears whole or not at all and never replaces another. The
 * same bytes under the same name count as published, so that a resumed run publishes once; another session's manifest of
 * the same name makes this one `<name>-2`. Throws MANIFEST_DIFFERS, MANIFEST_NAMES_TAKEN and MANIFEST_NOT_PUBLISHED.
 */
export function publishManifest(
  fileSystem: FileSystem,
  places: WatchPlaces,
  request: PublishRequest,
): PublishedManifest {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = number === 1 ? request.name : `${request.name}-${number}`;
    const published = publishAs(fileSystem, places, request, name);
    if (published !== undefined) return published;
  }
  throw transferError("MANIFEST_NAMES_TAKEN", {
    what: `no name is free from ${request.name} to ${request.name}-${MOST_NAMES} in ${places.flagFolder}`,
    where: { file: places.flagFolder },
  });
}

/** What the flag folder knows of a session's publication. */
export interface PublicationTrace {
  /** Where the manifest stands, in the queue or among the completed ones; undefined: nowhere. */
  readonly standing: (Pick<PublishedManifest, "path" | "name" | "digest"> & { readonly text: string }) | undefined;
  /** It stands, or the daemon knows of one by its name that was taken away. */
  readonly wasPublished: boolean;
}

/**
 * Looks for what a launcher has published that did not come to write that down: it was killed, or the disk failed it. What stands
 * is flushed with its name. Throws MANIFEST_NOT_PUBLISHED where it can't be told.
 */
export function findTrace(
  fileSystem: FileSystem,
  places: WatchPlaces,
  request: Pick<PublishRequest, "name" | "isSameSession">,
): PublicationTrace {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = number === 1 ? request.name : `${request.name}-${number}`;
    const path = join(places.flagFolder, manifestFileName(name));
    try {
      const found = [path, join(places.completeFolder, basename(path))].filter((place) => standsAt(fileSystem, place));
      for (const place of found) {
        const bytes = fileSystem.read(place);
        const text = Buffer.from(bytes).toString("utf8");
        if (!request.isSameSession(text)) continue;
        flushFound(fileSystem, place);
        return { standing: { path, name, digest: digestOf(bytes), text }, wasPublished: true };
      }
      if (found.length === 0)
        return { standing: undefined, wasPublished: standsAt(fileSystem, jobJournalPath(places.flagFolder, path)) };
    } catch (cause) {
      throw failed(path, cause);
    }
  }
  return { standing: undefined, wasPublished: false };
}

/** Undefined: the name belongs to another session. */
function publishAs(
  fileSystem: FileSystem,
  places: WatchPlaces,
  request: PublishRequest,
  name: string,
): PublishedManifest | undefined {
  const path = join(places.flagFolder, manifestFileName(name));
  const bytes = Buffer.from(request.render(name), "utf8");
  const digest = digestOf(bytes);
  const placed = { path, name, digest };
  // Twice: the name may be taken between the look and the deed.
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const occupant = findOccupant(fileSystem, places, path, digest);
    if (occupant === "same") {
      mark("publish: a manifest that an earlier run published is not published again");
      return { ...placed, already: true };
    }
    if (occupant !== undefined) {
      if (!request.isSameSession(occupant.text)) {
        mark("publish: a name that another session has is left to it");
        return undefined;
      }
      throw transferError("MANIFEST_DIFFERS", {
        what: `this session's manifest ${occupant.path} says something else than the one to be published now`,
        where: { file: occupant.path },
        todo: `If ${occupant.path} is right, there is nothing to do. If it is not: remove it, then {resume}.`,
      });
    }
    if (place(fileSystem, places, path, bytes)) return { ...placed, already: false };
    mark("publish: a name that was taken between the look and the deed is looked at again");
  }
  return undefined;
}

function place(fileSystem: FileSystem, places: WatchPlaces, path: string, bytes: Uint8Array): boolean {
  try {
    return placeExclusively(fileSystem, path, bytes, stagingFolder(places.flagFolder));
  } catch (cause) {
    throw failed(path, cause);
  }
}

/** Who has the name: in the queue, or done. A withdrawn manifest has it no more. */
function findOccupant(
  fileSystem: FileSystem,
  places: WatchPlaces,
  path: string,
  digest: string,
): "same" | { readonly path: string; readonly text: string } | undefined {
  // Again when it was archived between the two looks.
  for (let look = 1; ; look += 1) {
    const job = readJob(fileSystem, places, path, digest);
    if (job.manifest === "gone") return job.state?.step === "complete" ? "same" : undefined;
    const place = job.manifest === "queued" ? path : job.archivePath;
    try {
      const bytes = fileSystem.read(place);
      if (digestOf(bytes) === digest) {
        // Whoever published it may have been killed before its name was on the device.
        flushFound(fileSystem, place);
        return "same";
      }
      return job.state?.step === "complete" ? "same" : { path: place, text: Buffer.from(bytes).toString("utf8") };
    } catch (cause) {
      if (systemCodeOf(cause) !== "ENOENT" || look === 3) throw failed(path, cause);
      mark("publish: a manifest that was archived between two looks is looked for again");
    }
  }
}

/** sha256 of a manifest's bytes, lower-case hex: what a job is known by. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function failed(path: string, cause: unknown): Error {
  return notPublished(`the manifest ${path} could not be published`, path, cause);
}
