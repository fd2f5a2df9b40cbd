import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "./job-places.js";
import { listRecordFiles } from "./record-files.js";

/**
 * `<flag_dir>/.rigline/uploads/<manifest file name>.json`: a job that the transfer service has taken, and of whose end it has not
 * told yet. There for as long as it is asked.
 */
const FollowedUploadSchema = z.object({
  /** The manifest's file name. */
  manifest: z.string(),
  /** sha256 of the manifest's bytes. */
  digest: z.string(),
  /** What the service calls its upload jobs: their `s3_prefix`. */
  names: z.array(z.string()).readonly(),
  /** What is asked, without query. */
  url: z.string(),
  /** No upload of this job began before, ISO 8601. */
  since: z.string(),
});

export type FollowedUpload = z.output<typeof FollowedUploadSchema>;

function folderOf(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "uploads");
}

function fileOf(flagFolder: string, manifest: string): string {
  return join(folderOf(flagFolder), `${basename(manifest)}.json`);
}

/** Of the manifest with these bytes; undefined: it is not followed, or that can't be read now. */
export function readFollowedUpload(
  fileSystem: FileSystem,
  flagFolder: string,
  { manifest, digest }: { readonly manifest: string; readonly digest: string | undefined },
): FollowedUpload | undefined {
  const file = fileOf(flagFolder, manifest);
  try {
    if (!fileSystem.exists(file)) return undefined;
    const followed = FollowedUploadSchema.parse(readJson(fileSystem, file));
    return followed.digest === digest || digest === undefined ? followed : undefined;
  } catch {
    mark("uploads: what is followed and can't be read tells nothing");
    return undefined;
  }
}

/** All that are followed. Throws what the system says. */
export function listFollowedUploads(fileSystem: FileSystem, flagFolder: string): readonly FollowedUpload[] {
  return listRecordFiles(fileSystem, folderOf(flagFolder)).flatMap((file) => {
    const manifest = basename(file, ".json");
    return readFollowedUpload(fileSystem, flagFolder, { manifest, digest: undefined }) ?? [];
  });
}

/** Throws what the disk says. Of a flag folder that is away nothing is made. */
export function writeFollowedUpload(fileSystem: FileSystem, flagFolder: string, followed: FollowedUpload): void {
  const file = fileOf(flagFolder, followed.manifest);
  makeFolderDurably(fileSystem, dirname(file), { below: join(flagFolder, RIGLINE_FOLDER) });
  writeDurably(file, `${JSON.stringify(followed)}\n`, { fileSystem });
}

export function removeFollowedUpload(fileSystem: FileSystem, flagFolder: string, manifest: string): void {
  fileSystem.remove(fileOf(flagFolder, manifest));
}
