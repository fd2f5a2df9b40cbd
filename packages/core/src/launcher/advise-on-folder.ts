import { fileInTheWay, type FileSystem } from "@rigline/foundation/platform";
import path, { type PlatformPath } from "node:path";

/**
 * What to do about a folder that can't be made or written. On Windows its drive, or its share, may not be connected at all:
 * then no right is missing.
 */
export function adviseOnFolder(folder: string, fileSystem: FileSystem, paths: PlatformPath = path): string {
  const { root } = paths.parse(folder);
  const otherwise = "or name another folder in the config";
  if (!fileSystem.exists(root)) return `Connect ${root}, which is not there, ${otherwise}.`;
  const file = fileInTheWay(folder, fileSystem);
  if (file !== undefined) return `Move ${file} away, which is a file, ${otherwise}.`;
  return `Make ${fileSystem.exists(folder) ? folder : paths.dirname(folder)} writable for this user, ${otherwise}.`;
}
