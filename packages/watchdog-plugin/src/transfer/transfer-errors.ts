import { defineErrors, messageOf, RiglineError } from "@rigline/foundation/errors";
import { systemCodeOf } from "@rigline/foundation/platform";

export const transferError = defineErrors({
  MANIFEST_NOT_ACCEPTABLE: {
    exit: "handOff",
    meaning: "A manifest with these values would be refused by the watchdog or by the transfer service.",
    todo: "Correct the named value in the section `watchdog` or in the session mapper, then {resume}.",
  },
  MANIFEST_DIFFERS: {
    exit: "handOff",
    meaning: "This session was handed off before with another manifest. Nothing is overwritten.",
    todo: "If the other one is right, there is nothing to do. If this one is: remove the other from the flag folder and the completed ones, then {resume}.",
  },
  MANIFEST_NAMES_TAKEN: {
    exit: "handOff",
    meaning: "The manifest's name and all those after it are taken by manifests of other sessions.",
    todo: "Look into the flag folder: something writes manifests under this name.",
  },
  SESSION_MAPPER_UNSET: {
    exit: "handOff",
    meaning: "Nobody has said yet what of a session is what: a transfer service has no mapper, or it has not mapped.",
    todo: "Give it one with `withSessionMapper`, which has mapped, before `transfer`.",
  },
  TRANSFER_OPTIONS_INVALID: {
    exit: "config",
    meaning: "What a transfer service was made with is none of its options, or none of its settings.",
    todo: "Correct the named option. docs/watchdog-plugin/from-clabe.md has clabe's names beside those of today.",
  },
  PROJECT_NAMES_UNAVAILABLE: {
    exit: "refused",
    meaning: "The metadata service could not be asked which projects there are.",
    todo: "Try again later, or go on without: the transfer does not need that service.",
  },
  EMAIL_MODULE_INVALID: {
    exit: "config",
    meaning: "The module of `watchdog.email_from_experimenter` can't be loaded, or exports no function.",
    todo: "Let it `export default (name) => address`, and correct its path.",
  },
  MANIFEST_NOT_PUBLISHED: {
    exit: "storage",
    meaning:
      "The manifest could not be brought into the flag folder. The data are on the rig, and nothing is owed yet.",
    todo: "Check that the flag folder's disk is connected, has room and may be written by this user, then {resume}.",
  },
});

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

/** The queue could not take a manifest: what stands in the outbox waits for it. */
export function isNotPublished(error: unknown): error is RiglineError {
  return error instanceof RiglineError && error.code === "MANIFEST_NOT_PUBLISHED";
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
