import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { flushFolder, isNothing, type FileSystem } from "@rigline/foundation/platform";
import type { ReleasedFile } from "../di/release.js";
import { SESSION_FOLDER } from "../session/session-places.js";

export interface SessionDeletion {
  /** Deleted now. */
  readonly files: number;
  readonly bytes: number;
  /** What is still there of what was to be deleted, relative to the session's folder, and why. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Deletes the files of a session that were released, each only where it still is what was released, and then the folders that are
 * empty. Goes down from the session's folder by what is found there, and never through a link or a junction: nothing outside of
 * it is reached by any path. Its own `.rigline` stays. Deleted before, by a run that was killed, is deleted.
 */
export async function deleteSessionFiles(
  fileSystem: FileSystem,
  directory: string,
  released: ReadonlyMap<string, ReleasedFile>,
  { signal, onDeleted }: { readonly signal: AbortSignal; readonly onDeleted: (bytes: number) => void },
): Promise<SessionDeletion> {
  const left: { path: string; why: string }[] = [];
  let files = 0;
  let bytes = 0;
  const root = fileSystem.realPath(directory);

  /** True when nothing is left in the folder. `path`: relative, `/` between folders. */
  const visit = async (path: string): Promise<boolean> => {
    const folder = join(root, path);
    let isEmpty = true;
    for (const name of await fileSystem.listNames(folder)) {
      signal.throwIfAborted();
      const inner = path === "" ? name : `${path}/${name}`;
      if (inner === SESSION_FOLDER || !(await remove(inner, folder))) isEmpty = false;
    }
    return isEmpty;
  };

  const remove = async (path: string, folder: string): Promise<boolean> => {
    const place = join(root, path);
    try {
      const entry = await fileSystem.inspect(place);
      if (entry.kind === "folder") {
        if (!(await visit(path))) return false;
        fileSystem.removeEmptyFolder(place);
        return true;
      }
      const file = released.get(path);
      if (file === undefined) return false;
      if (entry.kind !== "file" || entry.size !== file.bytes || entry.modifiedNs !== file.modifiedNs) {
        mark("clean: a file that was changed since it was released stays");
        left.push({ path, why: "changed since it was looked at" });
        return false;
      }
      // Somebody may have put a link where a folder was since it was listed.
      if (fileSystem.realPath(folder) !== folder) throw new Error(`${folder} is a link by now`);
      fileSystem.removeFile(place);
      files += 1;
      bytes += Number(entry.size);
      onDeleted(Number(entry.size));
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isNothing(error)) return true;
      mark("clean: what can't be deleted is told, and the others are");
      left.push({ path, why: messageOf(error) });
      return false;
    }
  };

  await visit("");
  // So that it is not said to be deleted before it is.
  flushFolder(fileSystem, root);
  return { files, bytes, left };
}
