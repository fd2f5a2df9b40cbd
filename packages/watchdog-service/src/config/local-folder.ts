import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { isWithin } from "@rigline/foundation/paths";

/**
 * The folder that holds a watch config together with its flag folder and the folder of done manifests. Who keeps all of it in
 * one place says so of a destination there too: it is local on purpose. Undefined when they lie apart, and for folders that
 * hold everything anyhow: the root of a disk, and a person's home. All paths absolute, with links resolved in the answer.
 */
export function localFolderOf(
  configFile: string,
  folders: readonly string[],
  home: string = homedir(),
): string | undefined {
  const folder = real(dirname(configFile));
  if (folder === undefined || folder === dirname(folder) || folder === (real(home) ?? home)) return undefined;
  return folders.every((other) => isBelow(folder, real(other) ?? other)) ? folder : undefined;
}

/** Strictly below: a folder is not below itself. */
export function isBelow(folder: string, path: string): boolean {
  return isWithin(folder, path) && !isWithin(path, folder);
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
