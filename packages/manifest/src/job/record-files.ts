import { join } from "node:path";
import { isNothing, type FileSystem } from "@rigline/foundation/platform";

/** The records that lie in a folder, a file each with this ending, absolute; none where there is no folder. Throws what the disk says. */
export function listRecordFiles(fileSystem: FileSystem, folder: string, ending = ".json"): readonly string[] {
  try {
    // Without a look before: a daemon lists some of these at every rescan.
    return fileSystem.list(folder).flatMap(({ name }) => (name.endsWith(ending) ? [join(folder, name)] : []));
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
}
