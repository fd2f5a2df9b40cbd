import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  makeFolderDurably,
  readJson,
  removeQuietly,
  standsAt,
  type FileSystem,
  writeDurably,
} from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";

const ProgressSchema = z.object({
  /** Of the manifest whose copy it is. */
  digest: z.string(),
  /** How many files of the inventory were read, in its order, and their bytes. */
  files: z.number(),
  bytes: z.number(),
  missing: z.array(z.string()),
  changed: z.array(z.string()),
  unreadable: z.array(z.string()),
  extra: z.number(),
  /** The transfer service has processed it, and it is not there any more: nothing is left to be read. */
  movedOn: z.boolean(),
});

/** How far the reading of a copy is that takes several nights. */
export type AuditProgress = z.output<typeof ProgressSchema>;

function beginAudit(digest: string): AuditProgress {
  return { digest, files: 0, bytes: 0, missing: [], changed: [], unreadable: [], extra: 0, movedOn: false };
}

function progressFile(flagFolder: string, file: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "audits", `${file}.json`);
}

/** What is of another manifest, or can't be read, is begun anew. */
export function readAuditProgress(
  fileSystem: FileSystem,
  flagFolder: string,
  { file, digest }: { readonly file: string; readonly digest: string },
): AuditProgress {
  const path = progressFile(flagFolder, file);
  if (!standsAt(fileSystem, path)) return beginAudit(digest);
  try {
    const progress = ProgressSchema.parse(readJson(fileSystem, path));
    if (progress.digest === digest) return progress;
  } catch {
    mark("audit: a reading of which it can't be read how far it was is begun anew");
  }
  return beginAudit(digest);
}

export function writeAuditProgress(
  fileSystem: FileSystem,
  flagFolder: string,
  file: string,
  progress: AuditProgress,
): void {
  const path = progressFile(flagFolder, file);
  makeFolderDurably(fileSystem, dirname(path), { below: flagFolder });
  writeDurably(path, `${JSON.stringify(progress)}\n`, { fileSystem });
}

export function removeAuditProgress(fileSystem: FileSystem, flagFolder: string, file: string): void {
  removeQuietly(fileSystem, progressFile(flagFolder, file));
}
