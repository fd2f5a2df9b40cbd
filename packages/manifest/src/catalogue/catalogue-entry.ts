import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { listRecordFiles } from "../job/record-files.js";

/**
 * `<flag_dir>/.rigline/catalogue/<manifest file name>.json`: a session whose data have arrived, and of which the catalogue has not been
 * told yet. There for as long as that is tried.
 */
const CatalogueEntrySchema = z.object({
  /** The manifest's file name. */
  manifest: z.string(),
  /** sha256 of the manifest's bytes. */
  digest: z.string(),
  name: z.string(),
  /** `<destination>/<name>`. */
  folder: z.string(),
  subject: z.string(),
  project: z.string(),
  platform: z.string().nullable(),
  modalities: z.array(z.string()).readonly(),
  /** When it was acquired, ISO 8601 in UTC. */
  acquiredAt: z.string(),
  /** Who is told by the manifest, an e-mail address; null: nobody. */
  contact: z.string().nullable(),
});

export type CatalogueEntry = z.output<typeof CatalogueEntrySchema>;

function folderOf(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "catalogue");
}

function fileOf(flagFolder: string, manifest: string): string {
  return join(folderOf(flagFolder), `${basename(manifest)}.json`);
}

/** All of which the catalogue is still to be told; what can't be read is passed over. Throws what the system says. */
export function listCatalogueEntries(fileSystem: FileSystem, flagFolder: string): readonly CatalogueEntry[] {
  return listRecordFiles(fileSystem, folderOf(flagFolder)).flatMap((file) => {
    try {
      return [CatalogueEntrySchema.parse(readJson(fileSystem, file))];
    } catch {
      mark("catalogue: what is to be told and can't be read is passed over");
      return [];
    }
  });
}

/** Throws what the disk says. Of a flag folder that is away nothing is made. */
export function writeCatalogueEntry(fileSystem: FileSystem, flagFolder: string, entry: CatalogueEntry): void {
  const file = fileOf(flagFolder, entry.manifest);
  makeFolderDurably(fileSystem, dirname(file), { below: join(flagFolder, RIGLINE_FOLDER) });
  writeDurably(file, `${JSON.stringify(entry)}\n`, { fileSystem });
}

export function removeCatalogueEntry(fileSystem: FileSystem, flagFolder: string, manifest: string): void {
  fileSystem.remove(fileOf(flagFolder, manifest));
}
