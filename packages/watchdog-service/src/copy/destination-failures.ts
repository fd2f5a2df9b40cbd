import type { RiglineError } from "@rigline/core/errors";
import { errorCode, type Disk } from "../platform/disk.js";
import { copyError } from "./copy-errors.js";

const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];
const NOT_WRITABLE = ["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EHOSTDOWN", "ESTALE", "ENOTCONN"];

/** The coded error of an operation at the destination that the system refused. */
export function failedToWrite(at: { readonly destination: string }, error: unknown): RiglineError {
  const code = errorCode(error) ?? "";
  const kind = FULL.includes(code)
    ? "DESTINATION_FULL"
    : NOT_WRITABLE.includes(code)
      ? "DESTINATION_NOT_WRITABLE"
      : "COPY_FAILED";
  return copyError(kind, {
    what: `${at.destination} can't be written`,
    where: { file: at.destination },
    cause: error,
  });
}

/** Closes and removes a file that is not to stay. What can't be removed is overwritten by the next attempt. */
export function discard(disk: Disk, descriptor: number, path: string): void {
  try {
    disk.close(descriptor);
  } catch {
    // Closed already.
  }
  try {
    disk.removeFile(path);
  } catch {
    // The next attempt begins by removing it.
  }
}
