import { dirname } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { makeFolderDurably, readJson, writeDurably } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { parseManifest, publicationFile, toPosixPath } from "@rigline/manifest";
import { z } from "zod";

/**
 * What a session remembers of its publication, in `<session>/.rigline/hand-off.json`. With it a resumed run and
 * `rigline sessions` find the job, also when the options have changed or the source was deleted since.
 */
const PublishedRecordSchema = z.object({
  /** Absolute path at which the manifest was published. */
  manifest: z.string(),
  /** The folder's name at the destination. */
  name: z.string(),
  /** sha256 of the manifest's bytes, lower-case hex. */
  digest: z.string(),
  /** `<destination>/<subject>/<name>`. */
  destination: z.string(),
  /** Where it goes when it is done, absolute; releases of before did not write it down. */
  completeFolder: z.string().optional(),
});

/** In the place of it: that there is nothing to hand off. */
const NothingRecordSchema = z.object({ nothing: z.string() });

/**
 * That it is not to be handed off, why, and since when; or that this was taken back. `as`: by a command of a later moment, `by`
 * whom, `user@host`.
 */
const DeclinedRecordSchema = z.object({
  declined: z.string(),
  at: z.string(),
  as: z.enum(["held", "cancelled", "discarded"]).optional(),
  by: z.string().optional(),
  /** It was set aside only until it has another name: then it is handed off again. */
  relabels: z.boolean().optional(),
});
const WantedRecordSchema = z.object({ wanted: z.string() });

export type DeclinedRecord = z.output<typeof DeclinedRecordSchema>;
type NothingRecord = z.output<typeof NothingRecordSchema>;
export type PublishedRecord = z.output<typeof PublishedRecordSchema>;

/** What a session remembers; of these at most one stands there. */
export interface RememberedHandOff {
  readonly published: PublishedRecord | undefined;
  /** Somebody found that there is nothing to hand off. */
  readonly nothing: NothingRecord | undefined;
  readonly declined: DeclinedRecord | undefined;
}

/** By one look, for whoever wants to know which it is. */
export function readRemembered(fileSystem: FileSystem, session: Pick<Session, "directory">): RememberedHandOff {
  const record = readRecord(fileSystem, session);
  return {
    published: PublishedRecordSchema.safeParse(record).data,
    nothing: NothingRecordSchema.safeParse(record).data,
    declined: DeclinedRecordSchema.safeParse(record).data,
  };
}

/** Undefined: not published, or killed before it could be written down; publishing again finds that out. */
export function readPublishedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
): PublishedRecord | undefined {
  return readRemembered(fileSystem, session).published;
}

export function writePublishedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  record: PublishedRecord,
): void {
  writeRecord(fileSystem, session, record);
}

/** Remembers that a session has nothing to hand off, and why. */
export function writeNothingRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  record: NothingRecord,
): void {
  writeRecord(fileSystem, session, record);
}

/** Undefined: nobody has said that it is not to be handed off. */
export function readDeclinedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
): DeclinedRecord | undefined {
  return readRemembered(fileSystem, session).declined;
}

export function writeDeclinedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  record: DeclinedRecord,
): void {
  writeRecord(fileSystem, session, record);
}

/** Takes a declined one back, and with `cancelled` one whose job was cancelled; of another nothing changes. */
export function wantHandOff(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  at: string,
  { cancelled = false }: { readonly cancelled?: boolean } = {},
): void {
  if (cancelled || readDeclinedRecord(fileSystem, session) !== undefined)
    writeRecord(fileSystem, session, { wanted: at });
}

/** Somebody has asked for it by name: no more questions. */
export function isWanted(fileSystem: FileSystem, session: Pick<Session, "directory">): boolean {
  return WantedRecordSchema.safeParse(readRecord(fileSystem, session)).success;
}

function readRecord(fileSystem: FileSystem, session: Pick<Session, "directory">): unknown {
  const file = recordFile(session);
  if (!fileSystem.exists(file)) return undefined;
  try {
    return readJson(fileSystem, file);
  } catch {
    mark("hand-off: a record that can't be read counts as none, and publishing finds out");
    return undefined;
  }
}

function writeRecord(fileSystem: FileSystem, session: Pick<Session, "directory">, record: object): void {
  const file = recordFile(session);
  makeFolderDurably(fileSystem, dirname(file));
  writeDurably(file, `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
}

function recordFile({ directory }: Pick<Session, "directory">): string {
  return publicationFile(directory);
}

/** Whether a manifest's text hands off something of this session's folder. One that can't be read is somebody else's. */
export function isSameSession(text: string, sessionFolder: string): boolean {
  const folder = toPosixPath(sessionFolder);
  try {
    const { modalities, schemas } = parseManifest(text).manifest;
    return [...Object.values(modalities).flat(), ...schemas].some(
      (path) => path === folder || path.startsWith(`${folder}/`),
    );
  } catch {
    mark("publish: a manifest that can't be read is another's");
    return false;
  }
}
