import { dirname, join } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { makeFolderDurably, readJson, writeDurably } from "@rigline/foundation/platform";
import { publicationFile } from "@rigline/manifest";
import { z } from "zod";
import { changeError } from "./change-errors.js";

/**
 * What a person said of a session's hand-off that differs from the options: `<session>/.rigline/alteration.json`. Every manifest
 * that is made of the session says so too, also one that is made anew: under another name, or after it was cancelled.
 */
const AlterationSchema = z.object({
  project: z.string().optional(),
  jobType: z.string().optional(),
  /** `20:00:00`; null: at once. */
  schedule: z.string().nullable().optional(),
  /** With `schedule`: not before this moment, ISO 8601, which a manifest can't say. */
  until: z.string().optional(),
  /** Who said it last, `user@host`, and when. */
  by: z.string(),
  at: z.string(),
});

export type KeptAlteration = z.output<typeof AlterationSchema>;

/** Undefined: it is as the options say. Throws ALTERATION_UNREADABLE: then it is not known what was said. */
export function readAlteration(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
): KeptAlteration | undefined {
  const file = fileOf(session);
  try {
    return fileSystem.exists(file) ? AlterationSchema.parse(readJson(fileSystem, file)) : undefined;
  } catch (cause) {
    throw changeError("ALTERATION_UNREADABLE", {
      what: `${file} can't be read`,
      where: { file },
      why: messageOf(cause),
      cause,
    });
  }
}

/** What was said before stays, where it is not said anew. */
export function keepAlteration(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  said: KeptAlteration,
): void {
  const { until, ...before } = readAlteration(fileSystem, session) ?? {};
  // Another hour is also another day.
  const stays = until === undefined || said.schedule !== undefined ? {} : { until };
  const file = fileOf(session);
  makeFolderDurably(fileSystem, dirname(file));
  writeDurably(file, `${JSON.stringify({ ...before, ...stays, ...said }, undefined, 2)}\n`, { fileSystem });
}

function fileOf({ directory }: Pick<Session, "directory">): string {
  return join(dirname(publicationFile(directory)), "alteration.json");
}
