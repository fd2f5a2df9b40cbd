import { defineErrors, RiglineError } from "@rigline/foundation/errors";

export const followingError = defineErrors({
  FOLLOW_DESTINATION_LOCAL: {
    exit: "handOff",
    meaning: "A session is to be copied while it runs, and its destination is on the rig's own disk.",
    todo: "Connect the share. If the rig's own disk is meant, write `rigline: {allow_local_destination: true}` into the watch config.",
    retry: "always",
  },
});

/** The file that a failure to copy is about; undefined: it is the destination's, and no file's. */
export function blamedFile(failure: unknown): string | undefined {
  if (!(failure instanceof RiglineError)) return undefined;
  return ["DESTINATION_UNREACHABLE", "DESTINATION_FULL"].includes(failure.code) ? undefined : failure.where.file;
}
