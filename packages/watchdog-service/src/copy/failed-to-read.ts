import type { RiglineError } from "@rigline/foundation/errors";
import { copyError } from "./copy-errors.js";
import { failedAtDestination, isUnreachable } from "./destination-failures.js";
import type { FileSide } from "./copy-task.js";

/** The coded error of a read that the system refused: whose disk it was decides what a person should look at. */
export function failedToRead({ path, side }: FileSide, error: unknown): RiglineError {
  if (side === "copy" && isUnreachable(error)) return failedAtDestination(path, error, "read back");
  return copyError(side === "source" ? "SOURCE_READ_FAILED" : "COPY_READ_FAILED", {
    what: `${path} can't be read${side === "source" ? "" : " back"}`,
    where: { file: path },
    cause: error,
  });
}
