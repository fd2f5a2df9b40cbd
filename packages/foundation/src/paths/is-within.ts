import nodePath, { type PlatformPath } from "node:path";

/** Whether a path is a folder or lies below it, by its text: links are to be resolved before. Both absolute. */
export function isWithin(folder: string, inner: string, path: PlatformPath = nodePath): boolean {
  const way = path.relative(folder, inner);
  return way === "" || (way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
