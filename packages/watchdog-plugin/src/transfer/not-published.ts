import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { systemCodeOf } from "@rigline/foundation/platform";
import { transferError } from "./transfer-errors.js";

/** MANIFEST_NOT_PUBLISHED with what the system said, however deep it lies. */
export function notPublished(what: string, file: string, cause: unknown): RiglineError {
  return transferError("MANIFEST_NOT_PUBLISHED", {
    what,
    where: { file },
    why: explain(cause),
    ...(isFull(cause) ? { todo: `Make room on the disk of ${file}, which is full. Then {resume}.` } : {}),
    cause,
  });
}

/** A full disk, or a quota that is used up, however deep it lies. */
export function isFull(cause: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(deepestCode(cause) ?? "");
}

function explain(cause: unknown): string {
  const why = cause instanceof RiglineError ? cause.why : undefined;
  return why === undefined ? messageOf(cause) : `${messageOf(cause)}: ${why}`;
}

/** A coded error has the system's one as its cause. */
function deepestCode(cause: unknown): string | undefined {
  return cause instanceof RiglineError ? deepestCode(cause.cause) : systemCodeOf(cause);
}
