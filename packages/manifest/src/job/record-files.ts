import { join } from "node:path";
import { standsAt, type FileSystem } from "@rigline/foundation/platform";

/** The records that lie in a folder, a JSON file each, absolute; none where there is no folder. Throws what the disk says. */
export function listRecordFiles(fileSystem: FileSystem, folder: string): readonly string[] {
  if (!standsAt(fileSystem, folder)) return [];
  return fileSystem.list(folder).flatMap(({ name }) => (name.endsWith(".json") ? [join(folder, name)] : []));
}
