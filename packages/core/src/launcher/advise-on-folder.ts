import { existsSync } from "node:fs";
import { fileInTheWay } from "@rigline/foundation/platform";
import path, { type PlatformPath } from "node:path";

/**
 * What to do about a folder that can't be made or written. On Windows its drive, or its share, may not be connected at all:
 * then no right is missing.
 */
export function adviseOnFolder(
  folder: string,
  paths: PlatformPath = path,
  exists: (root: string) => boolean = existsSync,
  blocked: (folder: string) => string | undefined = fileInTheWay,
): string {
  const { root } = paths.parse(folder);
  const otherwise = "or name another folder in the config";
  if (!exists(root)) return `Connect ${root}, which is not there, ${otherwise}.`;
  const file = blocked(folder);
  if (file !== undefined) return `Move ${file} away, which is a file, ${otherwise}.`;
  return `Make ${exists(folder) ? folder : paths.dirname(folder)} writable for this user, ${otherwise}.`;
}
