import { dirname, join } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { makeFolderDurably, writeDurably } from "@rigline/core/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
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
});

export type PublishedRecord = z.output<typeof PublishedRecordSchema>;

/** Undefined: not published, or killed before it could be written down; publishing again finds that out. */
export function readPublishedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
): PublishedRecord | undefined {
  const file = recordFile(session);
  if (!fileSystem.exists(file)) return undefined;
  try {
    const parsed = PublishedRecordSchema.safeParse(JSON.parse(Buffer.from(fileSystem.read(file)).toString("utf8")));
    return parsed.data;
  } catch {
    return undefined;
  }
}

export function writePublishedRecord(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  record: PublishedRecord,
): void {
  const file = recordFile(session);
  makeFolderDurably(fileSystem, dirname(file));
  writeDurably(file, `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
}

function recordFile({ directory }: Pick<Session, "directory">): string {
  return join(directory, RIGLINE_FOLDER, "hand-off.json");
}
