import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  makeFolderDurably,
  readJson,
  removeQuietly,
  writeDurably,
  type FileSystem,
} from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { listRecordFiles } from "../job/record-files.js";

/** A manifest that stands beside its session and is to be published. Paths are absolute. */
const OutboxEntrySchema = z.object({
  /** The session's name. */
  session: z.string(),
  /** The session's folder. */
  directory: z.string(),
  /** The flag folder in which it is to appear. */
  flagFolder: z.string(),
  /** The manifest's file name. */
  file: z.string(),
  /** The folder's name at the destination. */
  name: z.string(),
  /** sha256 of the manifest's bytes, lower-case hex. */
  digest: z.string(),
  /** `<destination>/<subject>/<name>`. */
  destination: z.string(),
  /** Since when it waits, ISO 8601 in UTC. */
  at: z.string(),
});

export type OutboxEntry = z.output<typeof OutboxEntrySchema>;

/** The outbox of a data folder: a file for each manifest that waits, so that nobody has to look through all sessions. */
export function outboxFolder(dataFolder: string): string {
  return join(dataFolder, RIGLINE_FOLDER, "outbox");
}

/** Where a session's manifest waits. */
export function outboxManifest({ directory, file }: Pick<OutboxEntry, "directory" | "file">): string {
  return join(directory, RIGLINE_FOLDER, "outbox", file);
}

/**
 * Puts a manifest beside its session, on the device. The entry comes first: from the moment that the manifest is durable
 * somebody finds it. Throws what the disk says.
 */
export function putIntoOutbox(fileSystem: FileSystem, outbox: string, entry: OutboxEntry, text: string): void {
  const manifest = outboxManifest(entry);
  makeFolderDurably(fileSystem, outbox);
  makeFolderDurably(fileSystem, dirname(manifest));
  writeDurably(entryFile(outbox, entry.session), `${JSON.stringify(entry, undefined, 2)}\n`, { fileSystem });
  writeDurably(manifest, text, { fileSystem });
}

/** It is published, or not to be: nothing waits any more. What can't be cleared away is looked at again. */
export function takeOutOfOutbox(fileSystem: FileSystem, outbox: string, entry: OutboxEntry): void {
  removeQuietly(fileSystem, entryFile(outbox, entry.session));
  removeQuietly(fileSystem, outboxManifest(entry));
}

/** What waits, the oldest first; nothing where there is no outbox. What can't be read is passed over. Throws what the disk says. */
export function listOutbox(fileSystem: FileSystem, outbox: string): readonly OutboxEntry[] {
  const files = listRecordFiles(fileSystem, outbox);
  const entries = files.flatMap((file) => readOutboxEntry(fileSystem, outbox, basename(file, ".json")) ?? []);
  return entries.toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

/** What waits of a session; undefined: nothing. */
export function readOutboxEntry(fileSystem: FileSystem, outbox: string, session: string): OutboxEntry | undefined {
  const file = entryFile(outbox, session);
  if (!fileSystem.exists(file)) return undefined;
  try {
    return OutboxEntrySchema.parse(readJson(fileSystem, file));
  } catch {
    mark("outbox: an entry that can't be read is left to the session's own journal");
    return undefined;
  }
}

function entryFile(outbox: string, session: string): string {
  return join(outbox, `${session}.json`);
}
