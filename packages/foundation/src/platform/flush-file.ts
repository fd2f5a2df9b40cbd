import { closeSync, fsyncSync, openSync } from "node:fs";
import { mark } from "../marks/index.js";
import { cannotFlush, systemCodeOf } from "./storage-errors.js";

const NOT_OURS = new Set(["EACCES", "EPERM", "EROFS"]);

/** Flushes a file that somebody else has written. Returns the system's code where this user may not, or the share can't. */
export function flushFile(path: string): string | undefined {
  let descriptor: number;
  try {
    // Windows flushes only what was opened for writing.
    descriptor = openSync(path, process.platform === "win32" ? "r+" : "r");
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    if (!NOT_OURS.has(code)) throw error;
    mark("platform: a file that this user may not open is not flushed, and told so");
    return code;
  }
  return flushAndClose(descriptor);
}

/** Returns the system's code where the file system can't. */
export function flushAndClose(descriptor: number): string | undefined {
  try {
    fsyncSync(descriptor);
    return undefined;
  } catch (error) {
    // ENOENT: what SMB on macOS says of an open folder.
    if (!cannotFlush(error) && systemCodeOf(error) !== "ENOENT") throw error;
    mark("platform: what has no flush is told so");
    return systemCodeOf(error);
  } finally {
    closeSync(descriptor);
  }
}
