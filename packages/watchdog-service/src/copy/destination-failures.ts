import { basename, dirname } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import { systemCodeOf } from "@rigline/foundation/platform";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { mayPass } from "../errors/system-codes.js";
import { planError } from "../plan/plan-errors.js";
import { copyError } from "./copy-errors.js";

const FULL = ["ENOSPC", "EDQUOT"];
const NOT_WRITABLE = ["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR"];
/** What the clients of shares give when server, network, disk or credentials fail; UNKNOWN is Windows' for most of it. */
const UNREACHABLE = (
  "EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ENETRESET ETIMEDOUT ECONNABORTED ECONNRESET ECONNREFUSED ENOTCONN EPIPE " +
  "ESHUTDOWN EIO ESTALE ENODEV ENXIO EREMOTEIO EKEYREVOKED EKEYEXPIRED ENOKEY EKEYREJECTED UNKNOWN"
).split(" ");

/** The coded error of an operation at the destination that the system refused. */
export function failedToWrite(at: { readonly destination: string }, error: unknown): RiglineError {
  return failedAtDestination(at.destination, error, "written");
}

/** The same of whatever else was done there; `deed` as in "can't be …". */
export function failedAtDestination(path: string, error: unknown, deed: string): RiglineError {
  const code = systemCodeOf(error) ?? "";
  const what = UNREACHABLE.includes(code) ? `${path} does not answer` : `${path} can't be ${deed}`;
  const details = { what, where: { file: path }, cause: error };
  return code === "ENAMETOOLONG" ? planError("PATH_TOO_LONG", details) : copyError(kindOf(code), details);
}

export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.includes(systemCodeOf(error) ?? "");
}

function kindOf(code: string): Parameters<typeof copyError>[0] {
  if (UNREACHABLE.includes(code)) return "DESTINATION_UNREACHABLE";
  if (FULL.includes(code)) return "DESTINATION_FULL";
  if (NOT_WRITABLE.includes(code)) return "DESTINATION_NOT_WRITABLE";
  return code === "EFBIG" || (code !== "" && !mayPass(code)) ? "DESTINATION_REFUSES_FILE" : "COPY_FAILED";
}

/**
 * Makes a file or folder at the destination. Throws DESTINATION_NAME_REFUSED when it is answered that the folder for
 * it does not exist, and that is there all the while: such a name never succeeds, while a share that went away comes back.
 */
export function makeAtDestination<Made>(disk: Disk, path: string, make: () => Made): Made {
  try {
    return make();
  } catch (first) {
    if (systemCodeOf(first) !== "ENOENT" || !isFolder(disk, dirname(path)))
      throw failedToWrite({ destination: path }, first);
  }
  try {
    mark("copy: a name that a share says it can't take is tried once more");
    // The share may have come back between the two looks.
    return make();
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT" || !isFolder(disk, dirname(path)))
      throw failedToWrite({ destination: path }, error);
    throw copyError("DESTINATION_NAME_REFUSED", {
      what: `the destination does not take the name ${JSON.stringify(basename(path))}`,
      where: { file: path },
      cause: error,
    });
  }
}

function isFolder(disk: Disk, path: string): boolean {
  try {
    return disk.inspect(path).kind === "folder";
  } catch {
    return false;
  }
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
    mark("copy: what can't be removed is left to the next attempt");
    // The next attempt begins by removing it.
  }
}
