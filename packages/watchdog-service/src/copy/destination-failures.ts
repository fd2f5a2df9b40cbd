import type { RiglineError } from "@rigline/core/errors";
import { errorCode, type Disk } from "../platform/disk.js";
import { mayPass } from "../errors/system-codes.js";
import { planError } from "../plan/plan-errors.js";
import { copyError } from "./copy-errors.js";

const FULL = ["ENOSPC", "EDQUOT"];
const NOT_WRITABLE = ["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EHOSTDOWN", "ESTALE", "ENOTCONN"];

/** The coded error of an operation at the destination that the system refused. */
export function failedToWrite(at: { readonly destination: string }, error: unknown): RiglineError {
  const code = errorCode(error) ?? "";
  const what = `${at.destination} can't be written`;
  if (code === "ENAMETOOLONG")
    return planError("PATH_TOO_LONG", { what, where: { file: at.destination }, cause: error });
  const kind = FULL.includes(code)
    ? "DESTINATION_FULL"
    : NOT_WRITABLE.includes(code)
      ? "DESTINATION_NOT_WRITABLE"
      : code === "EFBIG" || (code !== "" && !mayPass(code))
        ? "DESTINATION_REFUSES_FILE"
        : "COPY_FAILED";
  return copyError(kind, {
    what,
    where: { file: at.destination },
    cause: error,
  });
}

/** Closes (unless it is) and removes a file that is not to stay. What can't be removed is overwritten by the next attempt. */
export function discard(disk: Disk, descriptor: number | undefined, path: string): void {
  try {
    if (descriptor !== undefined) disk.close(descriptor);
  } catch {
    // Closed already.
  }
  try {
    disk.removeFile(path);
  } catch {
    // The next attempt begins by removing it.
  }
}
