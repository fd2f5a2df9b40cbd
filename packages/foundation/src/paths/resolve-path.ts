import { posix, win32 } from "node:path";
import { pathObjection } from "./path-objection.js";

/** A configured text that can't be meant as a path on this system. Whoever knows its key says so around it. */
export class UnusablePathError extends Error {
  override readonly name = "UnusablePathError";
  readonly path: string;
  /** As pathObjection gives it. */
  readonly objection: string;

  constructor(path: string, objection: string) {
    super(`${JSON.stringify(path)} can't be used as a path: ${objection}`);
    this.path = path;
    this.objection = objection;
  }
}

/**
 * The one way from what a person configured to a place on the disk: a relative path starts at `folder` (absolute: that of
 * the file it is written in). Touches nothing. Throws UnusablePathError, rather than to make a folder called `~` or `C:`.
 */
export function resolvePath(folder: string, path: string, platform: NodeJS.Platform = process.platform): string {
  const objection = pathObjection(path, platform);
  if (objection !== undefined) throw new UnusablePathError(path, objection);
  return (platform === "win32" ? win32 : posix).resolve(folder, path);
}
